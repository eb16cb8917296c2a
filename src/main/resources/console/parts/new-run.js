// @ts-check
// The dialog that starts a run, also as "Run again" from one that there is.

import { address, loadAgents, loadProjects, send } from "../core/api.js";
import { html, live, nothing } from "../core/lit.js";
import { changed, get } from "../core/store.js";
import { copy, dialog, fault, toast } from "../core/ui.js";
import { fieldsOf, parsed, parseJson, schemaField, shown } from "./schema-form.js";
import { projectId } from "./filter.js";

const MORE = /** @type {[string, string, string, string][]} */ ([
  ["name", "Name", "text", "Given by its time if it has none"],
  ["priority", "Priority", "number", "-100 to 100; higher goes first"],
  ["timeout_seconds", "Time-out of an attempt, in seconds", "number", "3600 if it is empty"],
  ["max_attempts", "Attempts", "number", "Failures allowed, and one; 3 if it is empty"],
  ["run_at", "Run at", "datetime-local", "Not before this time, by this browser's clock"],
]);

let open = false;

/**
 * @param {{ project?: string, from?: any }} [start] a run to do again
 * @returns {Promise<string | undefined>} the id of the new run
 */
export async function newRun(start = {}) {
  if (open) return undefined;
  open = true;
  try {
    await Promise.all([loadProjects(true), loadAgents()]);
    return await dialog(form(start), { label: start.from ? "Run again" : "New run", size: "wide" });
  } catch (problem) {
    fault(problem);
    return undefined;
  } finally {
    open = false;
  }
}

/** @param {{ project?: string, from?: any }} start */
function form({ project, from }) {
  const agents = get("agents") ?? [];
  const projects = [...get("projects").values()];
  /** @type {Record<string, string>} */
  const values = {
    project_id: String(from?.project_id ?? ((project && projectId(project)) || projects.at(-1)?.id || "")),
    agent: from?.agent ?? (agents.some((agent) => agent.name === "simple") ? "simple" : (agents[0]?.name ?? "")),
    goal: from?.goal ?? "",
    name: from?.name ?? "",
    priority: from?.priority ? String(from.priority) : "",
    timeout_seconds: from && from.timeout_seconds !== 3600 ? String(from.timeout_seconds) : "",
    max_attempts: from && from.max_attempts !== 3 ? String(from.max_attempts) : "",
    run_at: "",
    metadata: from ? JSON.stringify({ ...from.metadata, rerun_of: from.id }, null, 2) : "",
    key: "",
  };
  const first = { ...values };
  /** @type {Record<string, any>} */
  let options = {};
  /** @type {Record<string, any>} */
  let firstOptions = {};
  /** @type {Record<string, string>} */
  let errors = {};
  let refused = "";
  let busy = false;
  takeOptions(from?.options ?? {});
  firstOptions = { ...options };

  function fields() {
    return fieldsOf(agents.find((agent) => agent.name === values.agent)?.options_schema);
  }

  /** @param {any} given */
  function takeOptions(given) {
    options = {};
    for (const field of fields()) options[field.name] = shown(field, given[field.name] ?? (field.kind === "boolean" ? field.schema.default : undefined));
    const known = new Set(fields().map((field) => field.name));
    const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !known.has(name)));
    options[""] = Object.keys(rest).length ? JSON.stringify(rest, null, 2) : "";
  }

  /** What would be sent; errors are set where it cannot be. */
  function body() {
    errors = {};
    const sent = /** @type {Record<string, any>} */ ({ project_id: Number(values.project_id), goal: values.goal, agent: values.agent });
    if (!values.goal.trim()) errors.goal = "is required";
    if (values.name.trim()) sent.name = values.name;
    for (const name of ["priority", "timeout_seconds", "max_attempts"]) {
      if (!values[name].trim()) continue;
      if (Number.isInteger(Number(values[name]))) sent[name] = Number(values[name]);
      else errors[name] = "must be a whole number";
    }
    if (values.run_at) sent.run_at = new Date(values.run_at).toISOString();
    const chosen = object("options", options[""]) ?? {};
    for (const field of fields()) {
      const { value, error } = parsed(field, options[field.name]);
      if (error) errors[`options.${field.name}`] = error;
      else if (value !== undefined) chosen[field.name] = value;
    }
    if (Object.keys(chosen).length) sent.options = chosen;
    const metadata = object("metadata", values.metadata);
    if (metadata) sent.metadata = metadata;
    return sent;
  }

  /** @param {string} name @param {string} text */
  function object(name, text) {
    if (!text?.trim()) return undefined;
    const { value, error } = parseJson(text);
    if (error) errors[name] = error;
    else if (typeof value !== "object" || value === null || Array.isArray(value)) errors[name] = "must be a JSON object";
    else return value;
    return undefined;
  }

  /** @param {(id: string) => void} close */
  async function start(close) {
    const sent = body();
    refused = "";
    if (Object.keys(errors).length) {
      showFirstError();
      return;
    }
    busy = true;
    changed();
    try {
      const answer = await send("runs", { method: "POST", json: sent, headers: values.key ? { "Idempotency-Key": values.key } : {} });
      toast(`Started ${answer.body.id}.`);
      close(String(answer.body.id));
    } catch (problem) {
      const { errors: found, detail, message } = /** @type {any} */ (problem);
      for (const one of found ?? []) errors[one.field] = one.message;
      const placed = (found ?? []).every((/** @type {any} */ one) => one.field in values || one.field.startsWith("options"));
      if (!found?.length || !placed) refused = detail || message;
      showFirstError();
    }
    busy = false;
    changed();
  }

  function showFirstError() {
    changed();
    setTimeout(() => {
      const field = /** @type {HTMLElement | null} */ (document.querySelector("dialog [aria-invalid=true]"));
      const details = field?.closest("details");
      if (details) details.open = true;
      field?.focus();
    });
  }

  function curl() {
    const sent = body();
    const key = values.key ? ` \\\n  -H 'Idempotency-Key: ${values.key.replaceAll("'", "'\\''")}'` : "";
    return `curl -X POST '${address("runs")}' \\\n  -H 'Content-Type: application/json'${key} \\\n  -d '${JSON.stringify(sent).replaceAll("'", "'\\''")}'`;
  }

  /** @param {string} name @param {string} label @param {(attributes: any) => unknown} control @param {string} [hint] */
  function field(name, label, control, hint = "") {
    const error = errors[name];
    return html`<div class="field"><label for=${`run-${name}`}>${label}${from && values[name] !== first[name] ? html` <span class="changed">changed</span>` : nothing}</label>
      ${control(error ? "true" : nothing)}<span id=${`run-${name}-hint`}>${error ? html`<span class="error">${error}</span>` : hint ? html`<span class="hint">${hint}</span>` : nothing}</span></div>`;
  }

  /** @param {string} name */
  const typed = (name) => (/** @type {Event} */ event) => {
    values[name] = /** @type {HTMLInputElement} */ (event.target).value;
    delete errors[name];
    if (name === "agent") takeOptions({});
    changed();
  };

  /** @param {KeyboardEvent} event @param {(id: string) => void} close */
  const pressed = (event, close) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !busy) {
      event.preventDefault();
      start(close);
    }
  };

  return (/** @type {(id?: string) => void} */ close) => html`<form novalidate @submit=${(/** @type {Event} */ event) => { event.preventDefault(); start(close); }} @keydown=${(/** @type {KeyboardEvent} */ event) => pressed(event, close)}>
    <div class="dialog-head"><h2>${from ? `Run ${from.id} again` : "New run"}</h2></div>
    <div class="dialog-body">
      ${refused ? html`<div class="problem" role="alert"><div>${refused}</div></div>` : nothing}
      <div class="fields-2">
        ${field("project_id", "Project", (invalid) => html`<select id="run-project_id" aria-invalid=${invalid} @change=${typed("project_id")}>${projects.map((one) => html`<option value=${one.id} ?selected=${String(one.id) === values.project_id}>${one.name}</option>`)}</select>`)}
        ${field("agent", "Agent", (invalid) => html`<select id="run-agent" aria-invalid=${invalid} @change=${typed("agent")}>${agents.map((one) => html`<option value=${one.name} ?selected=${one.name === values.agent}>${one.name}</option>`)}</select>`, agents.find((one) => one.name === values.agent)?.description)}
      </div>
      ${field("goal", "Goal", (invalid) => html`<textarea id="run-goal" class="goal" rows=${Math.min(12, Math.max(3, values.goal.split("\n").length))} autofocus aria-invalid=${invalid} aria-describedby="run-goal-hint" .value=${live(values.goal)} @input=${typed("goal")}></textarea>`, "Ctrl+Enter starts the run.")}
      ${fields().map((one) => schemaField(one, options[one.name], (value) => { options[one.name] = value; delete errors[`options.${one.name}`]; changed(); }, { error: errors[`options.${one.name}`], changed: from && options[one.name] !== firstOptions[one.name] }))}
      <details class="more"><summary>More</summary><div class="more-fields"><div class="fields-2">
        ${MORE.map(([name, label, type, hint]) => field(name, label, (invalid) => html`<input id=${`run-${name}`} type=${type === "number" ? "text" : type} inputmode=${type === "number" ? "numeric" : nothing} autocomplete="off" aria-invalid=${invalid} aria-describedby=${`run-${name}-hint`} .value=${live(values[name])} @input=${typed(name)} />`, hint))}
        ${field("key", "Idempotency key", (invalid) => html`<input id="run-key" type="text" autocomplete="off" maxlength="255" aria-invalid=${invalid} aria-describedby="run-key-hint" .value=${live(values.key)} @input=${typed("key")} />`, "The same key starts one run")}</div>
        ${field("metadata", "Metadata", (invalid) => html`<textarea id="run-metadata" class="mono" rows="3" spellcheck="false" aria-invalid=${invalid} aria-describedby="run-metadata-hint" .value=${live(values.metadata)} @input=${typed("metadata")}></textarea>`, "A JSON object; its members can be filtered")}
        <div class="field"><label for="run-options">Other options</label><textarea id="run-options" class="mono" rows="3" spellcheck="false" aria-invalid=${errors.options ? "true" : nothing} aria-describedby="run-options-hint" .value=${live(options[""])} @input=${(/** @type {Event} */ event) => { options[""] = /** @type {HTMLTextAreaElement} */ (event.target).value; delete errors.options; changed(); }}></textarea><span id="run-options-hint">${errors.options ? html`<span class="error">${errors.options}</span>` : html`<span class="hint">A JSON object, for what the agent takes and its form does not show</span>`}</span></div>
      </div></details>
    </div>
    <div class="dialog-foot"><button type="button" @click=${() => copy(curl())}>Copy as curl</button><span class="gap"></span>
      <button type="button" @click=${() => close()}>Cancel</button><button class="primary" type="submit" ?disabled=${busy}>Start run</button></div>
  </form>`;
}
