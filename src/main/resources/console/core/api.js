// @ts-check
// Every request of the console. Addresses are relative to the application, whatever its context root is.

import { learn, now } from "./clock.js";
import { get as state, set } from "./store.js";

/** What the server refused, as RFC 9457 says it, or a server that did not answer (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body.detail || body.title || "The server does not answer.");
    this.status = status;
    /** @type {string} */
    this.title = body.title || (status ? `Status ${status}` : "No answer");
    /** @type {string} */
    this.detail = body.detail || "";
    /** @type {{ field: string, message: string }[]} */
    this.errors = body.errors || [];
    /** @type {string | undefined} */
    this.id = body.id;
  }
}

/** @param {string} path relative to the application @param {Record<string, any>} [query] arrays repeat */
export function address(path, query = {}) {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") url.searchParams.append(name, String(one));
    }
  }
  return url.href;
}

/**
 * @typedef {{ method?: string, query?: Record<string, any>, json?: any, signal?: AbortSignal, headers?: Record<string, string>, quiet?: boolean }} Options
 * @param {string} path @param {Options} [options]
 * @returns {Promise<{ body: any, more: boolean, headers: Headers, status: number }>}
 */
export async function send(path, options = {}) {
  const sent = Date.now();
  const headers = new Headers({ Accept: "application/json, application/problem+json", ...options.headers });
  if (options.json !== undefined) headers.set("Content-Type", "application/json");
  let response;
  let text;
  try {
    response = await fetch(address(path, options.query), {
      method: options.method ?? "GET",
      headers,
      body: options.json === undefined ? undefined : JSON.stringify(options.json),
      signal: options.signal,
      cache: "no-store",
      credentials: "same-origin",
    });
    text = await response.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, { detail: "The server does not answer." });
  }
  learn(response.headers.get("Date"), sent, Date.now());
  set({ answeredAt: now() });
  const body = parse(text);
  if (response.status === 401 && !options.quiet) set({ signedOut: true });
  if (!response.ok) throw new Problem(response.status, body && typeof body === "object" ? body : { detail: text.slice(0, 300) });
  return { body, more: /rel="?next"?/.test(response.headers.get("Link") ?? ""), headers: response.headers, status: response.status };
}

/** @param {string} text */
function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** @param {string} path @param {Record<string, any>} [query] @param {AbortSignal} [signal] @returns {Promise<any>} the body */
export async function get(path, query, signal) {
  return (await send(path, { query, signal })).body;
}

/** @param {string} path @param {any} [json] @param {Record<string, string>} [headers] @returns {Promise<any>} the body */
export async function post(path, json, headers) {
  return (await send(path, { method: "POST", json, headers })).body;
}

const RANK = ["viewer", "submitter", "operator", "admin"];

/** Returns whether the role of the signed-in person includes this one. @param {string} role */
export function may(role) {
  const session = state("session");
  return session !== null && RANK.indexOf(session.role) >= RANK.indexOf(role);
}

/** Returns whether the signed-in person sees all projects. */
export function seesAll() {
  return !state("session")?.projects;
}

/** Loads the names of projects, which nearly every page shows. @param {boolean} [again] */
export async function loadProjects(again = false) {
  if (!again && state("projects").size > 0) return;
  const projects = new Map();
  for (const project of await get("projects", { limit: 1000 })) projects.set(project.id, project);
  set({ projects });
}

/** Loads the agents of all live nodes. */
export async function loadAgents() {
  set({ agents: await get("agents") });
}

/** @param {number} id @returns {string} */
export function projectName(id) {
  return state("projects").get(id)?.name ?? String(id);
}

/** The name that a node has, or the start of its id. @param {string | null} id */
export function nodeName(id) {
  if (!id) return "";
  return state("nodes")?.find((node) => node.id === id)?.name ?? id.slice(0, 8);
}
