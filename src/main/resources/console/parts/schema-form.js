// @ts-check
// A form made from the JSON Schema of an agent's options. What it cannot draw is JSON, with the place of an error.

import { html, live, nothing } from "../core/lit.js";

/** @typedef {{ kind: "text" | "number" | "boolean" | "enum" | "list" | "json", name: string, schema: any, required: boolean }} Field */

/** @param {any} schema @returns {Field[]} */
export function fieldsOf(schema) {
  const required = new Set(schema?.required ?? []);
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({ kind: kindOf(property), name, schema: property, required: required.has(name) }));
}

/** @param {any} property @returns {Field["kind"]} */
function kindOf(property) {
  const type = Array.isArray(property.type) ? property.type.find((/** @type {string} */ one) => one !== "null") : property.type;
  if (Array.isArray(property.enum)) return "enum";
  if (type === "string") return "text";
  if (type === "number" || type === "integer") return "number";
  if (type === "boolean") return "boolean";
  if (type === "array" && property.items?.type === "string") return "list";
  return "json";
}

/** What a field shows for a value of the options. @param {Field} field @param {any} value */
export function shown(field, value) {
  if (value === undefined || value === null) return field.kind === "boolean" ? false : "";
  if (field.kind === "boolean") return value === true;
  if (field.kind === "list" && Array.isArray(value)) return value.join("\n");
  if (field.kind === "text" || field.kind === "enum" || field.kind === "number") return String(value);
  return JSON.stringify(value, null, 2);
}

/** @param {Field} field @param {any} text @returns {{ value?: any, error?: string }} value undefined: left out */
export function parsed(field, text) {
  switch (field.kind) {
    case "boolean":
      return { value: text === field.schema.default || (text === false && field.schema.default === undefined) ? undefined : text };
    case "number": {
      if (text.trim() === "") return {};
      const number = Number(text);
      if (!Number.isFinite(number)) return { error: "must be a number" };
      if (field.schema.type === "integer" && !Number.isInteger(number)) return { error: "must be a whole number" };
      if (field.schema.minimum !== undefined && number < field.schema.minimum) return { error: `must be at least ${field.schema.minimum}` };
      if (field.schema.maximum !== undefined && number > field.schema.maximum) return { error: `must be at most ${field.schema.maximum}` };
      return { value: number };
    }
    case "enum":
      return { value: text === "" ? undefined : field.schema.enum.find((/** @type {any} */ one) => String(one) === text) };
    case "list": {
      const lines = text.split("\n").map((/** @type {string} */ line) => line.trim()).filter(Boolean);
      return { value: lines.length ? lines : undefined };
    }
    case "json":
      return text.trim() === "" ? {} : parseJson(text);
    default:
      return { value: text === "" ? undefined : text };
  }
}

/** @param {string} text @returns {{ value?: any, error?: string }} the error with its line and column */
export function parseJson(text) {
  try {
    return { value: JSON.parse(text) };
  } catch (problem) {
    const message = String(/** @type {Error} */ (problem).message);
    const position = /position (\d+)/.exec(message);
    const at = position ? Number(position[1]) : text.length;
    const before = text.slice(0, at).split("\n");
    return { error: `is not JSON: line ${before.length}, column ${/** @type {string} */ (before.at(-1)).length + 1}` };
  }
}

/**
 * @param {Field} field @param {any} value what is typed @param {(value: any) => void} change
 * @param {{ error?: string, changed?: boolean }} state
 */
export function schemaField(field, value, change, state) {
  const id = `option-${field.name}`;
  const described = `${id}-hint`;
  const invalid = state.error ? "true" : nothing;
  const mark = state.changed ? html`<span class="changed">changed</span>` : nothing;
  const hint = html`<span id=${described}>${state.error ? html`<span class="error">${state.error}</span>` : html`<span class="hint">${hintOf(field)}</span>`}</span>`;
  const typed = (/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).value);
  if (field.kind === "boolean") {
    return html`<div class="field check"><input id=${id} type="checkbox" .checked=${live(Boolean(value))} aria-describedby=${described} @change=${(/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).checked)} /><label for=${id}>${field.name} ${mark}</label>${hint}</div>`;
  }
  const label = html`<label for=${id}>${field.name}${field.required ? "" : html` <span class="faint">optional</span>`} ${mark}</label>`;
  const placeholder = field.schema.default !== undefined && field.kind !== "json" ? String(field.schema.default) : "";
  switch (field.kind) {
    case "enum":
      return html`<div class="field">${label}<select id=${id} aria-describedby=${described} @change=${typed}><option value="" ?selected=${value === ""}>${placeholder ? `default: ${placeholder}` : "none"}</option>${field.schema.enum.map((/** @type {any} */ one) => html`<option value=${String(one)} ?selected=${value === String(one)}>${String(one)}</option>`)}</select>${hint}</div>`;
    case "list":
    case "json":
      return html`<div class="field">${label}<textarea id=${id} class=${field.kind === "json" ? "mono" : ""} rows="3" spellcheck="false" aria-invalid=${invalid} aria-describedby=${described} .value=${live(value)} @input=${typed}></textarea>${hint}</div>`;
    default:
      return html`<div class="field">${label}<input id=${id} type="text" inputmode=${field.kind === "number" ? "decimal" : nothing} autocomplete="off" placeholder=${placeholder} aria-invalid=${invalid} aria-describedby=${described} .value=${live(value)} @input=${typed} />${hint}</div>`;
  }
}

/** @param {Field} field */
function hintOf(field) {
  const parts = [field.schema.description ?? ""];
  if (field.kind === "list") parts.push("one a line");
  if (field.kind === "json") parts.push("JSON");
  return parts.filter(Boolean).join("; ");
}
