// @ts-check
// Verbs for one run, for many, and for all that match.

import { get as read, may, post, send } from "../core/api.js";
import { count, whole } from "../core/format.js";
import { html } from "../core/lit.js";
import { to } from "../core/router.js";
import { confirm, dialog, fault, toast } from "../core/ui.js";

export const DONE = /** @type {Record<string, string>} */ ({ pause: "Paused", resume: "Resumed", stop: "Stopped", retry: "Queued again" });
const ASK = /** @type {Record<string, string>} */ ({ pause: "Pause", resume: "Resume", stop: "Stop", retry: "Retry" });
const UNDO = /** @type {Record<string, string>} */ ({ pause: "resume", resume: "pause" });

/** @param {any} run @param {string} verb @param {(run: any) => void} [after] @returns {Promise<boolean>} */
export async function steer(run, verb, after) {
  if (verb === "stop" && !(await confirm({ title: `Stop “${run.name}”?`, body: html`<p>Run ${run.id} stops now. Its agent is interrupted; iterations that are committed stay. A retry goes on after them.</p>`, action: "Stop the run" }))) return false;
  try {
    const changed = await post(`runs/${run.id}/${verb}`);
    after?.(changed);
    const words = verb === "pause" && changed.status === "RUNNING" ? `${run.id} pauses after this iteration.` : `${DONE[verb]} ${run.id}.`;
    toast(words, UNDO[verb] ? { action: { label: "Undo", run: () => steer(changed, UNDO[verb], after) } } : {});
    return true;
  } catch (problem) {
    fault(problem);
    return false;
  }
}

/**
 * @param {string} verb @param {{ ids?: string[], filter?: any, about: number | null }} what
 * @param {(() => void)} after
 */
export async function steerMany(verb, what, after) {
  const number = what.about === null ? "all runs" : count(what.about, "run");
  if (verb === "stop" || what.filter) {
    const body = verb === "stop"
      ? html`<p>${what.filter ? `Every run that matches the filter stops now: ${number}.` : `${number} ${what.about === 1 ? "stops" : "stop"} now.`} Agents are interrupted; committed iterations stay.</p>`
      : html`<p>${ASK[verb]} every run that matches the filter: ${number}.</p>`;
    if (!(await confirm({ title: `${ASK[verb]} ${number}?`, body, action: `${ASK[verb]} ${number}` }))) return;
  }
  const note = toast(`${ASK[verb]}: starting …`, { progress: { done: 0, of: what.about ?? 1 } });
  try {
    if (!may("operator")) {
      await oneByOne(verb, what.ids ?? [], note);
      after();
      return;
    }
    const answer = await send("runs/bulk", { method: "POST", json: { action: verb, ...(what.filter ? { filter: what.filter } : { ids: what.ids?.map(Number) }) } });
    await watch(verb, answer.body, what.about, note, after);
  } catch (problem) {
    note.close();
    fault(problem);
  }
}

/** As one operation it needs an operator; others send one request a run. @param {string} verb @param {string[]} ids @param {ReturnType<typeof toast>} note */
async function oneByOne(verb, ids, note) {
  const refusals = [];
  for (const [index, id] of ids.entries()) {
    try {
      await post(`runs/${id}/${verb}`);
    } catch (problem) {
      refusals.push({ run: id, detail: /** @type {any} */ (problem).detail });
    }
    note.update({ progress: { done: index + 1, of: ids.length } });
  }
  const operation = { matched: ids.length, done: ids.length - refusals.length, refused: refusals.length, refusals, finished_at: "now" };
  await watch(verb, operation, ids.length, note, () => {});
}

/** @param {string} verb @param {any} operation @param {number | null} about @param {ReturnType<typeof toast>} note @param {() => void} after */
async function watch(verb, operation, about, note, after) {
  for (;;) {
    const { done, refused } = operation;
    const over = operation.finished_at != null;
    const of = over ? operation.matched : Math.max(about ?? 0, operation.matched);
    const words = `${DONE[verb]} ${whole(done)} of ${whole(of)}${refused ? `, ${whole(refused)} refused` : ""}.`;
    note.update({
      words,
      progress: over ? undefined : { done: done + refused, of: Math.max(1, of) },
      action: over && refused ? { label: "What was refused", run: () => refusals(operation) } : undefined,
    }, over && !refused);
    if (over) break;
    await new Promise((resolve) => setTimeout(resolve, 300));
    operation = await read(`operations/${operation.id}`);
  }
  after();
}

/** @param {any} operation */
function refusals(operation) {
  const list = operation.refusals ?? [];
  dialog(
    (close) => html`<div class="dialog-head"><h2>${count(operation.refused, "run")} refused</h2></div>
      <div class="dialog-body"><table><caption class="sr">Refused runs</caption><thead><tr><th scope="col">Run</th><th scope="col">Why</th></tr></thead>
      <tbody>${list.map((/** @type {any} */ one) => html`<tr><td><a href=${to(`runs/${one.run}`)} @click=${() => close()}>${one.run}</a></td><td>${one.detail}</td></tr>`)}</tbody></table>
      ${list.length < operation.refused ? html`<p class="muted">The first ${whole(list.length)} of them.</p>` : ""}</div>
      <div class="dialog-foot"><span class="gap"></span><button autofocus @click=${() => close()}>Close</button></div>`,
    { label: "Refused runs" },
  );
}
