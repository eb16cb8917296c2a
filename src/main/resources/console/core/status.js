// @ts-check
// How the status of a run or a node is read. The one place that does; a test walks every combination.

import { due } from "./format.js";
import { html } from "./lit.js";
import { icons } from "./icons.js";

/** @typedef {{ key: string, word: string, note: string }} Reading */

export const WORDS = /** @type {Record<string, string>} */ ({
  needs: "Needs you",
  running: "Running",
  pausing: "Pausing",
  queued: "Queued",
  waiting: "Waiting",
  paused: "Paused",
  completed: "Completed",
  failed: "Failed",
  stopped: "Stopped",
  ready: "Ready",
  draining: "Draining",
  late: "Late",
  lost: "Lost",
});

/**
 * @param {{ status: string, pause_requested?: boolean, run_at?: string | null, waits_for?: number | null, question?: any }} run
 * @param {number} now by the server's clock
 * @returns {Reading}
 */
export function read(run, now) {
  const key = keyOf(run, now);
  let note = "";
  if (key === "waiting") note = run.waits_for != null ? `for run ${run.waits_for}` : `until ${due(/** @type {string} */ (run.run_at), now)}`;
  return { key, word: WORDS[key] ?? run.status, note };
}

/** @param {Parameters<typeof read>[0]} run @param {number} now */
function keyOf(run, now) {
  switch (run.status) {
    case "QUEUED":
      return run.waits_for != null || (run.run_at && Date.parse(run.run_at) > now) ? "waiting" : "queued";
    case "RUNNING":
      return run.pause_requested ? "pausing" : "running";
    case "PAUSED":
      return run.question != null ? "needs" : "paused";
    default:
      return run.status.toLowerCase();
  }
}

/** @param {{ draining: boolean, lease_until: string }} node @param {number} now @param {number} heartbeat @param {number} lease in milliseconds */
export function readNode(node, now, heartbeat, lease) {
  const left = Date.parse(node.lease_until) - now;
  if (left < 0) return "lost";
  if (node.draining) return "draining";
  return lease - left > 2 * heartbeat ? "late" : "ready";
}

/** Icon and word. @param {Reading} reading @param {string} [more] classes */
export function status(reading, more = "") {
  return html`<span class=${`status s-${reading.key} ${more}`}>${icons[reading.key]}<span>${reading.word}${reading.note ? html` <small>${reading.note}</small>` : ""}</span></span>`;
}

/** What a person may do with a run now. @param {any} run */
export function verbs(run) {
  const live = run.status === "QUEUED" || run.status === "RUNNING" || run.status === "PAUSED";
  return {
    pause: run.status === "QUEUED" || (run.status === "RUNNING" && !run.pause_requested),
    resume: run.status === "PAUSED" || (run.status === "RUNNING" && run.pause_requested),
    stop: live,
    retry: run.status === "FAILED" || run.status === "STOPPED",
    direct: live,
  };
}

/** @param {any} run */
export function isTerminal(run) {
  return run.status === "COMPLETED" || run.status === "FAILED" || run.status === "STOPPED";
}
