// @ts-check
// The rows of the list. Above 1,000 only those are in the document that are near the window.

import { nodeName, projectName } from "../core/api.js";
import { now } from "../core/clock.js";
import { firstLine, whole } from "../core/format.js";
import { guard, html, nothing, repeat } from "../core/lit.js";
import { to } from "../core/router.js";
import { isTerminal, read, status } from "../core/status.js";
import { get } from "../core/store.js";

const VIRTUAL = 1000;
const AROUND = 12;

/**
 * @typedef {{ rows: any[], selected: Set<string>, select: (id: string, on: boolean, span: boolean) => void, all: (on: boolean) => void, steering: boolean }} Table
 * @param {Table} table
 */
export function runsTable(table) {
  const { rows, selected } = table;
  const [from, until, height] = rows.length > VIRTUAL ? span(rows.length) : [0, rows.length, 0];
  const shown = from === 0 && until === rows.length ? rows : rows.slice(from, until);
  const chosen = rows.reduce((sum, run) => sum + (selected.has(String(run.id)) ? 1 : 0), 0);
  return html`<table class="runs" aria-rowcount=${rows.length + 1}>
    <caption class="sr">Runs, newest first</caption>
    <thead><tr aria-rowindex="1">
      <th class="check" scope="col">${table.steering ? html`<label><input type="checkbox" aria-label="Select all that are shown" .checked=${chosen > 0 && chosen === rows.length} .indeterminate=${chosen > 0 && chosen < rows.length} @change=${(/** @type {Event} */ event) => table.all(/** @type {HTMLInputElement} */ (event.target).checked)} /></label>` : html`<span class="sr">Select</span>`}</th>
      <th scope="col">Status</th><th scope="col">Name</th><th scope="col" class="c-agent">Agent</th><th scope="col" class="c-project">Project</th>
      <th scope="col" class="num c-iteration">Iteration</th><th scope="col" class="c-node">Node</th><th scope="col" class="num">Created</th><th scope="col" class="num">Duration</th>
    </tr></thead>
    <tbody>
      ${from > 0 ? html`<tr class="space" aria-hidden="true"><td colspan="9" .style=${`height:${from * height}px`}></td></tr>` : nothing}
      ${repeat(shown, (run) => run.id, (run, index) => row(run, from + index, selected.has(String(run.id)), table))}
      ${until < rows.length ? html`<tr class="space" aria-hidden="true"><td colspan="9" .style=${`height:${(rows.length - until) * height}px`}></td></tr>` : nothing}
    </tbody>
  </table>`;
}

/** @param {any} run @param {number} index @param {boolean} selected @param {Table} table */
function row(run, index, selected, table) {
  const reading = read(run, now());
  return html`${guard([run, index, selected, reading.key, reading.note, get("projects"), get("nodes"), table.steering], () => {
    const id = String(run.id);
    const error = run.error ? firstLine(run.error.message ?? "") : "";
    return html`<tr data-id=${id} aria-rowindex=${index + 2} class=${`${selected ? "chosen" : ""} ${error && run.status === "FAILED" ? "has-error" : ""}`}>
      <td class="check">${table.steering ? html`<label><input type="checkbox" aria-label=${`Select ${run.name} ${id}`} .checked=${selected} @click=${(/** @type {MouseEvent} */ event) => table.select(id, /** @type {HTMLInputElement} */ (event.target).checked, event.shiftKey)} /></label>` : nothing}</td>
      <td class="c-status">${status(reading)}</td>
      <td class="c-name"><div class="name"><a class="row-link" href=${to(`runs/${id}`)}>${run.name}</a> <span class="faint">${id}</span></div>${error ? html`<div class="row-error">${error}</div>` : nothing}</td>
      <td class="c-agent"><div class="one-line">${run.agent}</div></td>
      <td class="c-project"><div class="one-line">${projectName(run.project_id)}</div></td>
      <td class="num c-iteration">${run.current_iteration ? whole(run.current_iteration) : ""}${run.attempt > 1 ? html`<span class="faint" title=${`Attempt ${run.attempt}`}> ×${run.attempt}</span>` : nothing}</td>
      <td class="c-node"><div class="one-line">${nodeName(run.node)}</div></td>
      <td class="num c-created muted"><time-ago at=${run.created_at}></time-ago></td>
      <td class="num c-duration">${run.started_at ? html`<time-span from=${run.started_at} to=${run.finished_at ?? (isTerminal(run) ? run.started_at : "")}></time-span>` : html`<span class="faint">–</span>`}</td>
    </tr>`;
  })}`;
}

/** The rows that are near the window. @param {number} count @returns {[number, number, number]} */
function span(count) {
  const body = document.querySelector("table.runs tbody");
  const sample = body?.querySelector("tr[data-id]");
  const height = sample?.getBoundingClientRect().height || 36;
  const top = body ? -body.getBoundingClientRect().top : 0;
  const from = Math.max(0, Math.min(count - 1, Math.floor(top / height)) - AROUND);
  return [from, Math.min(count, from + Math.ceil(innerHeight / height) + 2 * AROUND), height];
}
