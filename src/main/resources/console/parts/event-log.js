// @ts-check
// The events of one run, of which any part can be had. Ids are 1..n without a gap, so an event's place is known before it is loaded.

import { get, send } from "../core/api.js";
import { changed } from "../core/store.js";
import { fault } from "../core/ui.js";

const PAGE = 500;
const PAYLOAD = 2000;
/** What stays in memory unless something needs all of it. */
const PAGES_KEPT = 40;

/** @typedef {{ id: number, type: string, payload: string, payload_size?: number, attempt: number, actor: string | null, created_at: string }} Event */

export class EventLog {
  /** @param {string} run its id */
  constructor(run) {
    this.run = run;
    /** How many events the run has, as far as we know. */
    this.total = 0;
    /** @type {Map<number, (Event | undefined)[]>} by page */
    this.pages = new Map();
    /** @type {Map<number, Promise<void>>} */
    this.loading = new Map();
    /** Grows with every change: what is computed from the log is kept until then. */
    this.version = 0;
    this.keepAll = false;
    this.abort = new AbortController();
    /** @type {Event[]} the events that tell the life of the run, oldest first */
    this.life = [];
  }

  /** @param {number} id @returns {Event | undefined} */
  at(id) {
    return this.pages.get(Math.floor((id - 1) / PAGE))?.[(id - 1) % PAGE];
  }

  /** @param {number} total */
  grow(total) {
    if (total > this.total) {
      this.total = total;
      this.version++;
    }
  }

  /** An event of the stream. Returns false for one that is already known. @param {Event} event */
  append(event) {
    if (event.id <= this.total) return false;
    this.put(event);
    this.total = event.id;
    if (event.type.startsWith("RUN_")) this.life.push(event);
    this.version++;
    this.evict(Math.floor((event.id - 1) / PAGE));
    return true;
  }

  /** @param {Event} event */
  put(event) {
    const page = Math.floor((event.id - 1) / PAGE);
    let events = this.pages.get(page);
    if (!events) this.pages.set(page, (events = []));
    events[(event.id - 1) % PAGE] = event;
  }

  /** Loads the pages that hold these ids. @param {number} from @param {number} until @returns {Promise<void[]>} */
  ensure(from, until) {
    const wanted = [];
    const last = Math.floor((Math.min(until, this.total) - 1) / PAGE);
    for (let page = Math.floor((Math.max(1, from) - 1) / PAGE); page <= last; page++) {
      if (!this.isWhole(page)) wanted.push(this.load(page));
    }
    return Promise.all(wanted);
  }

  /** @param {number} page */
  isWhole(page) {
    const events = this.pages.get(page);
    if (!events) return false;
    const size = Math.min(PAGE, this.total - page * PAGE);
    for (let index = 0; index < size; index++) if (!events[index]) return false;
    return true;
  }

  /** @param {number} page @returns {Promise<void>} */
  load(page) {
    let running = this.loading.get(page);
    if (!running) {
      running = this.read(page).finally(() => this.loading.delete(page));
      this.loading.set(page, running);
    }
    return running;
  }

  /** @param {number} page */
  async read(page) {
    try {
      // A page of the answer may end early, at 8 MiB.
      for (let after = page * PAGE; after < Math.min((page + 1) * PAGE, this.total); ) {
        const answer = await send(`runs/${this.run}/events`, { query: { after_id: after, limit: (page + 1) * PAGE - after, payload_limit: PAYLOAD }, signal: this.abort.signal });
        if (!answer.body.length) break;
        for (const event of answer.body) this.put(event);
        after = answer.body.at(-1).id;
        this.grow(after);
      }
      this.version++;
      this.evict(page);
      changed();
    } catch (problem) {
      if (!this.abort.signal.aborted) fault(problem);
    }
  }

  /** Forgets pages that are far from where one looks. @param {number} near */
  evict(near) {
    if (this.keepAll || this.pages.size <= PAGES_KEPT) return;
    const last = Math.floor((this.total - 1) / PAGE);
    const furthest = [...this.pages.keys()].sort((a, b) => Math.min(Math.abs(b - near), last - b) - Math.min(Math.abs(a - near), last - a));
    for (const page of furthest.slice(0, this.pages.size - PAGES_KEPT)) this.pages.delete(page);
  }

  /** Loads the newest of them, page by page, newest first. @param {number} most @param {() => boolean} [go] */
  async loadNewest(most, go = () => true) {
    const last = Math.floor((this.total - 1) / PAGE);
    const first = Math.max(0, Math.floor((this.total - most) / PAGE));
    for (let page = last; page >= first && go() && !this.abort.signal.aborted; page--) {
      if (!this.isWhole(page)) await this.load(page);
    }
  }

  async loadLife() {
    const types = ["CREATED", "STARTED", "COMPLETED", "FAILED", "PAUSED", "RESUMED", "STOPPED", "RELEASED", "RECOVERED", "RETRY_SCHEDULED", "TIMED_OUT", "RETRIED", "WAITING"].map((one) => "RUN_" + one);
    const newest = await get(`runs/${this.run}/events`, { type: types, order: "desc", limit: 1000, payload_limit: PAYLOAD }, this.abort.signal);
    const known = new Set(newest.map((/** @type {Event} */ event) => event.id));
    this.life = [...newest.reverse(), ...this.life.filter((event) => !known.has(event.id) && event.id > (newest[0]?.id ?? 0))];
    this.version++;
    changed();
  }

  /** The loaded events among the newest, oldest first. @param {number} most */
  *loaded(most = Infinity) {
    for (let id = Math.max(1, this.total - most + 1); id <= this.total; id++) {
      const event = this.at(id);
      if (event) yield event;
    }
  }

  /** @param {number} id @returns {Promise<Event>} with its whole payload */
  async whole(id) {
    const known = this.at(id);
    if (known && known.payload_size === undefined) return known;
    const [event] = await get(`runs/${this.run}/events`, { after_id: id - 1, limit: 1 }, this.abort.signal);
    return event;
  }

  close() {
    this.abort.abort();
  }
}

/** @param {string} text @returns {any} undefined when it is no JSON object or array */
export function json(text) {
  if (text[0] !== "{" && text[0] !== "[") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ERRORS = new Set(["RUN_FAILED", "RUN_RETRY_SCHEDULED", "RUN_TIMED_OUT", "RUN_RECOVERED"]);

/** @param {Event} event */
export function isError(event) {
  return ERRORS.has(event.type) || (event.type === "TOOL_CALL_DONE" && /"outcome":\s*"(error|failed|denied|timeout)/.test(event.payload));
}

/** One line that tells an event. @param {Event} event */
export function line(event) {
  const data = json(event.payload);
  const text = typeof data?.summary === "string" ? data.summary : event.payload;
  const end = text.search(/[\r\n]/);
  return (end < 0 ? text : text.slice(0, end)).slice(0, 400);
}
