// @ts-check
// What the timeline draws, made of events: attempts, iterations, calls, and the waits between. Pure functions.

import { isError, json, line } from "./event-log.js";
import { short } from "../core/format.js";

/** @typedef {import("./event-log.js").Event} Event */
/** @typedef {{ kind: string, start: number, end: number | null, text?: string, open?: boolean }} Mark */
/**
 * @typedef {object} Row
 * @property {string} key
 * @property {number} depth 1, 2, 3
 * @property {"attempt" | "iteration" | "call" | "fold" | "wait"} kind
 * @property {string} label
 * @property {string} status of the icon
 * @property {number} start
 * @property {number | null} end null while it goes on
 * @property {Mark[]} marks
 * @property {Row[]} children
 * @property {number[]} events
 * @property {boolean} error
 * @property {string} node
 */

const ENDS = /** @type {Record<string, string>} */ ({
  RUN_COMPLETED: "completed",
  RUN_FAILED: "failed",
  RUN_STOPPED: "stopped",
  RUN_PAUSED: "paused",
  RUN_RELEASED: "queued",
  RUN_RECOVERED: "failed",
  RUN_RETRY_SCHEDULED: "failed",
  RUN_TIMED_OUT: "failed",
  RUN_WAITING: "waiting",
});
const AFTER = /** @type {Record<string, [string, string]>} */ ({
  RUN_CREATED: ["queued", "Queued"],
  RUN_RETRIED: ["queued", "Queued again"],
  RUN_RESUMED: ["queued", "Queued after the pause"],
  RUN_RELEASED: ["queued", "Queued after a release"],
  RUN_RECOVERED: ["queued", "Queued after its node was lost"],
  RUN_PAUSED: ["paused", "Paused"],
  RUN_WAITING: ["waiting", "Waiting"],
  RUN_RETRY_SCHEDULED: ["retry", "Retry"],
  RUN_TIMED_OUT: ["retry", "Retry"],
});
const SPECIAL = new Set(["DIRECTIVE", "RUN_ANSWERED", "APPROVAL_REQUESTED", "QUESTION_ASKED", "REVIEW_NEEDED"]);
const FOLD_ABOVE = 200;
const NEWEST_ITERATIONS = 20;

/**
 * @param {Event[]} life the events that tell the life of the run
 * @param {Event[]} detail the loaded events, oldest first
 * @param {any} run
 * @returns {{ rows: Row[], start: number, ended: boolean, sums: { model: number, tools: number, working: number, waiting: number, input: number, output: number, cost: number, calls: number } }}
 */
export function model(life, detail, run) {
  const byAttempt = Map.groupBy(detail, (event) => event.attempt);
  const sums = { model: 0, tools: 0, working: 0, waiting: 0, input: 0, output: 0, cost: 0, calls: 0 };
  /** @type {Row[]} */
  const rows = [];
  /** @type {Row | null} */
  let attempt = null;
  /** @type {Row | null} */
  let wait = null;
  for (const event of life) {
    const at = time(event);
    if (event.type === "RUN_STARTED") {
      closeWait(wait, at, sums);
      wait = null;
      attempt = row(`a${event.attempt}`, 1, "attempt", `Attempt ${event.attempt}`, "running", at);
      attempt.events.push(event.id);
      attempt.node = nodeOf(event);
      rows.push(attempt);
      continue;
    }
    if (ENDS[event.type] && attempt) {
      attempt.end = at;
      attempt.status = ENDS[event.type];
      attempt.error = isError(event);
      attempt.marks.push({ kind: attempt.status, start: attempt.start, end: at, text: attempt.error || event.type === "RUN_STOPPED" ? reason(event) : "" });
      attempt.events.push(event.id);
      sums.working += at - attempt.start;
      attempt = null;
    }
    const next = AFTER[event.type];
    if (next && !attempt) {
      closeWait(wait, at, sums);
      wait = row(`w${event.id}`, 1, "wait", next[1], next[0], at);
      wait.marks.push({ kind: `wait-${next[0]}`, start: at, end: null });
      wait.events.push(event.id);
      rows.push(wait);
    } else if (!attempt && !next) {
      closeWait(wait, at, sums);
      wait = null;
    }
  }
  const terminal = run.finished_at !== null && ["COMPLETED", "FAILED", "STOPPED"].includes(run.status);
  if (attempt) attempt.marks.push({ kind: "running", start: attempt.start, end: null });
  const attempts = rows.filter((one) => one.kind === "attempt");
  const complete = detail.length === 0 || detail[0].id === 1;
  let before = 0;
  for (const one of attempts) {
    // With the older events missing, the newest attempt is counted from its end.
    const least = !complete && one === attempts.at(-1) ? run.current_iteration : 0;
    before = addIterations(one, byAttempt.get(Number(one.key.slice(1))) ?? [], sums, before, least);
  }
  const start = rows.length ? rows[0].start : Date.parse(run.created_at);
  return { rows: rows.filter((one) => one.kind !== "wait" || one.end === null || one.end - one.start >= 50), start, ended: terminal, sums };
}

/** @param {Row | null} wait @param {number} at @param {{ waiting: number }} sums */
function closeWait(wait, at, sums) {
  if (!wait) return;
  wait.end = at;
  wait.marks[0].end = at;
  sums.waiting += at - wait.start;
}

/**
 * @param {Row} attempt @param {Event[]} events @param {any} sums @param {number} before the iterations of earlier attempts
 * @param {number} last the number of the last iteration when it is known, else 0
 */
function addIterations(attempt, events, sums, before, last) {
  const own = events.filter((event) => !event.type.startsWith("RUN_") || event.type === "RUN_ANSWERED");
  /** @type {Event[][]} */
  const groups = [];
  const byModel = own.some((event) => event.type === "MODEL_RESPONDED");
  for (const event of own) {
    const group = groups.at(-1);
    const fresh = byModel ? event.type === "MODEL_RESPONDED" && group?.some((one) => one.type === "MODEL_RESPONDED") : group && group[0].created_at !== event.created_at && !SPECIAL.has(event.type) && group.some((one) => !SPECIAL.has(one.type));
    if (!group || fresh) groups.push([event]);
    else group.push(event);
  }
  let from = attempt.start;
  const first = last ? Math.max(before, last - groups.length) : before;
  const iterations = groups.map((group, index) => {
    const end = time(/** @type {Event} */ (group.at(-1)));
    const model = group.find((event) => event.type === "MODEL_RESPONDED");
    const start = model ? Math.min(time(group[0]), time(model) - (json(model.payload)?.ms ?? 0)) : from;
    from = end;
    return iteration(attempt, group, first + index, start, end, sums);
  });
  if (iterations.length > FOLD_ABOVE) {
    const folded = iterations.splice(0, iterations.length - NEWEST_ITERATIONS);
    const { start } = folded[0];
    const fold = row(`${attempt.key}f`, 2, "fold", `Iterations ${first + 1} to ${first + folded.length}`, "", start);
    fold.end = /** @type {Row} */ (folded.at(-1)).end;
    fold.marks.push({ kind: "iteration", start, end: fold.end });
    fold.error = folded.some((one) => one.error);
    fold.children = folded;
    iterations.unshift(fold);
  }
  attempt.children = iterations;
  attempt.error ||= iterations.some((one) => one.error);
  return first + groups.length;
}

/** @param {Row} attempt @param {Event[]} group @param {number} index @param {number} start @param {number} end @param {any} sums */
function iteration(attempt, group, index, start, end, sums) {
  const one = row(`${attempt.key}i${group[0].id}`, 2, "iteration", `Iteration ${index + 1}`, "", start);
  one.end = end;
  one.events = group.map((event) => event.id);
  one.marks.push({ kind: "iteration", start, end });
  /** @type {Map<string, Row>} */
  const calls = new Map();
  for (const event of group) {
    const data = json(event.payload) ?? {};
    const at = time(event);
    if (isError(event)) one.error = true;
    if (SPECIAL.has(event.type)) {
      one.marks.push({ kind: "point", start: at, end: at, text: event.type === "DIRECTIVE" ? "directive" : "" });
    } else if (event.type === "MODEL_RESPONDED") {
      const usage = data.usage ?? usageIn(event.payload);
      const call = row(`e${event.id}`, 3, "call", `chat ${data.model ?? ""}`.trim(), "", at - (data.ms ?? 0));
      call.end = at;
      call.events = [event.id];
      call.marks.push({ kind: "model", start: call.start, end: at, text: usage ? `${short(usage.input ?? 0)} → ${short(usage.output ?? 0)} tokens` : "" });
      one.children.push(call);
      sums.model += data.ms ?? 0;
      sums.input += usage?.input ?? 0;
      sums.output += usage?.output ?? 0;
      sums.cost += Number(data.cost ?? 0);
      sums.calls++;
    } else if (event.type === "TOOL_CALL_INTENDED") {
      const call = row(`e${event.id}`, 3, "call", data.summary ?? data.tool ?? line(event), "", at);
      call.end = null;
      call.events = [event.id];
      call.marks.push({ kind: "tool", start: at, end: attempt.end ?? null, open: true });
      calls.set(String(data.call), call);
      one.children.push(call);
    } else if (event.type === "TOOL_CALL_DONE") {
      const call = calls.get(String(data.call)) ?? row(`e${event.id}`, 3, "call", data.summary ?? data.tool ?? line(event), "", at - (data.ms ?? 0));
      if (!calls.has(String(data.call))) one.children.push(call);
      call.end = at;
      call.events.push(event.id);
      call.error = isError(event);
      call.marks = [{ kind: call.error ? "failed" : "tool", start: call.start, end: at, text: data.outcome && data.outcome !== "ok" ? String(data.outcome) : "" }];
      sums.tools += at - call.start;
    }
  }
  const told = group.find((event) => !SPECIAL.has(event.type) && !event.type.startsWith("TOOL_") && event.type !== "MODEL_RESPONDED");
  if (told && one.children.length === 0) one.label = `${index + 1}  ${told.type}`;
  return one;
}

/** Of a payload that was cut. @param {string} payload */
function usageIn(payload) {
  const found = /"usage":\s*(\{[^{}]*\})/.exec(payload);
  return found ? json(found[1]) : undefined;
}

/** @param {string} key @param {number} depth @param {Row["kind"]} kind @param {string} label @param {string} status @param {number} start @returns {Row} */
function row(key, depth, kind, label, status, start) {
  return { key, depth, kind, label, status, start, end: null, marks: [], children: [], events: [], error: false, node: "" };
}

/** @param {Event} event */
function time(event) {
  return Date.parse(event.created_at);
}

/** @param {Event} event */
function nodeOf(event) {
  const data = json(event.payload);
  return data?.node ?? (/[0-9a-f]{8}-[0-9a-f-]{27}/.exec(event.payload)?.[0] ?? "");
}

/** @param {Event} event */
function reason(event) {
  const data = json(event.payload);
  const text = data?.error?.message ?? data?.message ?? data?.reason ?? (data ? "" : event.payload);
  return String(text).split("\n")[0].slice(0, 120);
}
