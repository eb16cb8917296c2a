// @ts-check
// JSON as a tree that folds, or text; long strings are cut until one asks for them.

import { size } from "../core/format.js";
import { icons } from "../core/icons.js";
import { html, nothing } from "../core/lit.js";
import { changed } from "../core/store.js";
import { copy } from "../core/ui.js";

const LONG = 2048;
const MANY = 100;
const BASE64 = /^(?:data:([\w./+-]+)[;,]|[A-Za-z0-9+/]{1024,}={0,2}$)/;

/** What is unfolded, by place. */
export class TreeState {
  constructor() {
    /** @type {Map<string, boolean>} */
    this.open = new Map();
    /** @type {Set<string>} */
    this.whole = new Set();
    this.search = "";
  }
}

/** @param {any} value @param {TreeState} state */
export function jsonTree(value, state) {
  return html`<div class="json mono">${node("", value, "$", 0, state)}</div>`;
}

/** @param {string} name @param {any} value @param {string} path @param {number} depth @param {TreeState} state @returns {unknown} */
function node(name, value, path, depth, state) {
  const label = name === "" ? nothing : html`<span class=${`json-name ${hit(name, state) ? "hit" : ""}`}>${name}</span>: `;
  if (value === null || typeof value !== "object") return html`<div class="json-line">${label}${leaf(value, path, state)}</div>`;
  const entries = Array.isArray(value) ? value.map((one, index) => /** @type {[string, any]} */ ([String(index), one])) : Object.entries(value);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) return html`<div class="json-line">${label}${open + close}</div>`;
  const unfolded = state.search ? contains(value, state.search) : (state.open.get(path) ?? depth < 2);
  const shown = state.whole.has(path) ? entries : entries.slice(0, MANY);
  return html`<div class="json-line"><button class="fold" aria-expanded=${unfolded ? "true" : "false"} aria-label=${`${name || "The value"}, ${entries.length}`} @click=${() => { state.open.set(path, !unfolded); changed(); }}>${unfolded ? icons.down : icons.right}</button>${label}${open}${unfolded ? nothing : html`<span class="faint"> ${entries.length} </span>${close}`}</div>
    ${unfolded ? html`<div class="json-inner">${shown.map(([key, one]) => node(key, one, `${path}.${key}`, depth + 1, state))}
      ${shown.length < entries.length ? html`<button class="link" @click=${() => { state.whole.add(path); changed(); }}>Show all ${entries.length}</button>` : nothing}</div><div class="json-line">${close}</div>` : nothing}`;
}

/** @param {any} value @param {string} path @param {TreeState} state */
function leaf(value, path, state) {
  if (typeof value !== "string") return html`<span class="json-word">${String(value)}</span>`;
  const found = hit(value, state) ? "hit" : "";
  if (value.length > 1024 && !state.whole.has(path)) {
    const binary = BASE64.exec(value);
    if (binary) return html`<span class="muted">${binary[1] ?? "base64"}, ${size(Math.round(value.length * 0.75))}</span> ${more("Show", path, state)}`;
    if (value.length > LONG) return html`<span class=${`json-text ${found}`}>"${value.slice(0, LONG)}…"</span> ${more(`Show all (${size(value.length)})`, path, state)}`;
  }
  return html`<span class=${`json-text ${found}`}>"${value}"</span>`;
}

/** @param {string} words @param {string} path @param {TreeState} state */
function more(words, path, state) {
  return html`<button class="link" @click=${() => { state.whole.add(path); changed(); }}>${words}</button>`;
}

/** @param {string} text @param {TreeState} state */
function hit(text, state) {
  return state.search !== "" && text.toLowerCase().includes(state.search);
}

/** @param {any} value @param {string} search @returns {boolean} */
function contains(value, search) {
  if (value === null || typeof value !== "object") return String(value).toLowerCase().includes(search);
  return Object.entries(value).some(([key, one]) => key.toLowerCase().includes(search) || contains(one, search));
}

/**
 * A titled block of JSON or text with search and copy.
 * @param {string} title @param {any} value @param {TreeState} state
 */
export function jsonBlock(title, value, state) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return html`<section class="card block"><div class="block-head"><h2>${title}</h2>
      ${value !== null && typeof value === "object" && text.length > 400 ? html`<input type="search" aria-label=${`Search in ${title}`} placeholder="Search" .value=${state.search} @input=${(/** @type {Event} */ event) => { state.search = /** @type {HTMLInputElement} */ (event.target).value.toLowerCase(); changed(); }} />` : nothing}
      <button class="plain" @click=${() => copy(text)}>${icons.copy} Copy</button></div>
    <div class="block-body" tabindex="0" role="region" aria-label=${title}>${value === null ? html`<span class="muted">None</span>` : typeof value === "string" ? html`<div class="prose">${value}</div>` : jsonTree(value, state)}</div></section>`;
}
