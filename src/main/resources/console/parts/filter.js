// @ts-check
// The filter of the list: as tokens, in the address, as query of the API, and applied to a run that the stream brings.

import { read } from "../core/status.js";
import { get } from "../core/store.js";

/** @typedef {{ status: string, project: string, agent: string, node: string, metadata: Record<string, string>, after: string, before: string, last: string, q: string }} Filter */

export const STATUSES = ["running", "queued", "waiting", "paused", "completed", "failed", "stopped"];
export const NAMES = ["status", "project", "agent", "node", "metadata.", "after", "before"];
export const SPANS = /** @type {Record<string, [string, number]>} */ ({
  "1h": ["Last hour", 3600e3],
  "24h": ["Last 24 h", 86_400e3],
  "7d": ["Last 7 days", 7 * 86_400e3],
  "30d": ["Last 30 days", 30 * 86_400e3],
});

/** @returns {Filter} */
export function none() {
  return { status: "", project: "", agent: "", node: "", metadata: {}, after: "", before: "", last: "", q: "" };
}

/** @param {URLSearchParams} query @returns {Filter} */
export function fromQuery(query) {
  const filter = none();
  for (const [name, value] of query) {
    if (name.startsWith("metadata.")) filter.metadata[name.slice(9)] = value;
    else if (name in filter && name !== "metadata") /** @type {any} */ (filter)[name] = value;
  }
  if (!STATUSES.includes(filter.status)) filter.status = "";
  if (!SPANS[filter.last]) filter.last = "";
  return filter;
}

/** @param {Filter} filter */
export function toQuery(filter) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (typeof value === "string" && value) query.set(name, value);
  }
  for (const [key, value] of Object.entries(filter.metadata)) query.set("metadata." + key, value);
  return query;
}

/** @param {Filter} filter @returns {[string, string][]} what is shown as tokens; text, status and span have places of their own */
export function tokens(filter) {
  const shown = /** @type {[string, string][]} */ ([]);
  for (const name of /** @type {const} */ (["project", "agent", "node", "after", "before"])) {
    if (filter[name]) shown.push([name, filter[name]]);
  }
  for (const [key, value] of Object.entries(filter.metadata)) shown.push(["metadata." + key, value]);
  return shown;
}

/** @param {Filter} filter @param {string} name @param {string} value empty takes it away @returns {Filter} */
export function withToken(filter, name, value) {
  const next = { ...filter, metadata: { ...filter.metadata } };
  if (name.startsWith("metadata.")) {
    if (value) next.metadata[name.slice(9)] = value;
    else delete next.metadata[name.slice(9)];
  } else /** @type {any} */ (next)[name] = name === "status" ? value.toLowerCase() : value;
  return next;
}

const TOKEN = /(?:^|\s)(?:(status|project|agent|node|after|before):|(metadata\.[^\s=:]+)=)("[^"]*"|[^\s"]+)(?=\s)/i;

/** Takes whole tokens out of what was typed. @param {Filter} filter @param {string} text @returns {{ filter: Filter, rest: string }} */
export function takeTokens(filter, text) {
  let rest = text;
  for (let found; (found = TOKEN.exec(rest)); ) {
    const value = found[3].replaceAll('"', "");
    const name = (found[1] ?? found[2]).toLowerCase() === found[1]?.toLowerCase() ? found[1].toLowerCase() : found[2];
    if (name !== "status" || STATUSES.includes(value.toLowerCase())) filter = withToken(filter, name, value);
    rest = (rest.slice(0, found.index) + rest.slice(found.index + found[0].length)).replace(/^\s+/, "");
  }
  return { filter, rest };
}

/** @param {string} name of a project, or its id @returns {number | null} */
export function projectId(name) {
  for (const project of get("projects").values()) if (project.name.toLowerCase() === name.toLowerCase()) return project.id;
  return /^[0-9]{1,15}$/.test(name) ? Number(name) : null;
}

/** @param {string} name of a node, or its id */
function nodeId(name) {
  return get("nodes")?.find((node) => node.name === name)?.id ?? name;
}

const OF_API = /** @type {Record<string, string>} */ ({ waiting: "QUEUED" });

/** The query of `GET /runs`; null when nothing can match. @param {Filter} filter @param {number} now @returns {Record<string, any> | null} */
export function toApi(filter, now) {
  const project = filter.project ? projectId(filter.project) : undefined;
  if (project === null) return null;
  const query = /** @type {Record<string, any>} */ ({
    status: filter.status ? (OF_API[filter.status] ?? filter.status.toUpperCase()) : undefined,
    project_id: project,
    agent: filter.agent,
    node: filter.node ? nodeId(filter.node) : undefined,
    created_after: filter.last ? new Date(now - SPANS[filter.last][1]).toISOString() : instant(filter.after),
    created_before: instant(filter.before),
    q: filter.q,
  });
  for (const [key, value] of Object.entries(filter.metadata)) query["metadata." + key] = value;
  return query;
}

/** The filter of a bulk operation; null when the API has no word for it. @param {Filter} filter @param {number} now */
export function toBulk(filter, now) {
  if (filter.status === "waiting" || filter.status === "queued") return null;
  const query = toApi(filter, now);
  if (query === null) return null;
  const bulk = /** @type {Record<string, any>} */ ({});
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    if (name.startsWith("metadata.")) (bulk.metadata ??= {})[name.slice(9)] = value;
    else bulk[name] = name === "status" ? [value] : value;
  }
  return bulk;
}

/** @param {string} text a day, a time of today, or RFC 3339 */
function instant(text) {
  if (!text) return undefined;
  const time = /^\d{1,2}:\d{2}$/.test(text) ? new Date(`${new Date().toDateString()} ${text}`) : new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? text + "T00:00" : text);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

/** Whether a run that the stream brought belongs into the list. @param {Filter} filter @param {any} run @param {number} now */
export function matches(filter, run, now) {
  if (!ofReading(filter, run, now)) return false;
  const query = toApi(filter, now);
  if (query === null) return false;
  if (query.status && run.status !== query.status) return false;
  if (query.project_id && run.project_id !== query.project_id) return false;
  if (query.agent && run.agent !== query.agent) return false;
  if (query.node && run.node !== query.node) return false;
  if (query.created_after && Date.parse(run.created_at) < Date.parse(query.created_after)) return false;
  if (query.created_before && Date.parse(run.created_at) >= Date.parse(query.created_before)) return false;
  for (const [key, value] of Object.entries(filter.metadata)) if (String(run.metadata?.[key]) !== value) return false;
  return !query.q || `${run.name}\n${run.goal.slice(0, 200)}`.toLowerCase().includes(query.q.toLowerCase());
}

/** Queued and waiting are one status of the API. @param {Filter} filter @param {any} run @param {number} now */
export function ofReading(filter, run, now) {
  return (filter.status !== "waiting" && filter.status !== "queued") || read(run, now).key === filter.status;
}

/** @param {Filter} filter */
export function isNone(filter) {
  return toQuery(filter).size === 0;
}
