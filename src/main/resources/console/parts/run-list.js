// @ts-check
// The runs of a list: pages by keyset, changes in place, new ones kept apart, and what is selected.

import { get as read, send } from "../core/api.js";
import { now } from "../core/clock.js";
import { count } from "../core/format.js";
import { changed, set } from "../core/store.js";
import { fault, sayRarely } from "../core/ui.js";
import { matches, ofReading, toApi } from "./filter.js";

export const PAGE = 100;

export class RunList {
  /** @param {import("./filter.js").Filter} filter @param {RunList | null} [kept] as it was left */
  constructor(filter, kept = null) {
    this.filter = filter;
    /** @type {any[]} newest first */
    this.rows = kept?.rows ?? [];
    this.more = kept?.more ?? false;
    /** @type {"loading" | "ready" | "failed"} */
    this.state = kept ? "ready" : "loading";
    /** @type {any} */
    this.problem = null;
    this.selected = kept?.selected ?? new Set();
    this.anchor = kept?.anchor ?? "";
    /** Runs that are newer than what is shown. @type {Map<number, any>} */
    this.fresh = new Map();
    this.loadingMore = false;
    /** @type {AbortController | null} */
    this.running = null;
  }

  close() {
    this.running?.abort();
  }

  /** Reads the first page anew. */
  async load() {
    this.running?.abort();
    const mine = (this.running = new AbortController());
    if (this.rows.length === 0) this.state = "loading";
    try {
      const page = await this.pageBefore(null, mine.signal);
      this.rows = page.rows;
      this.more = page.more;
      this.fresh = new Map();
      this.state = "ready";
      this.problem = null;
    } catch (failed) {
      if (mine.signal.aborted) return;
      this.problem = failed;
      this.state = this.rows.length ? "ready" : "failed";
    }
    changed();
  }

  /** @param {number | null} before @param {AbortSignal} [signal] */
  async pageBefore(before, signal) {
    const query = toApi(this.filter, now());
    /** @type {any[]} */
    const found = [];
    let again = query !== null;
    // A page of queued runs may hold only waiting ones: it goes on a little.
    for (let turn = 0; again && turn < 5 && found.length < PAGE; turn++) {
      const answer = await send("runs", { query: { ...query, limit: PAGE, before_id: before }, signal });
      again = answer.more;
      if (answer.body.length) before = answer.body.at(-1).id;
      found.push(...answer.body.filter((/** @type {any} */ run) => ofReading(this.filter, run, now())));
    }
    return { rows: found, more: again };
  }

  /** What is shown may be old: its newest page is read, rows change in place, new ones wait. @param {boolean} [loud] throws */
  async refresh(loud = false) {
    const { filter } = this;
    try {
      const [page, stats] = await Promise.all([this.pageBefore(null), read("stats")]);
      set({ stats });
      if (filter !== this.filter) return;
      if (this.state !== "ready" || this.problem) {
        this.rows = page.rows;
        this.more = page.more;
        this.state = "ready";
        this.problem = null;
      }
      this.arrived(page.rows);
    } catch (failed) {
      if (loud) throw failed;
    }
  }

  /** @param {any[]} runs */
  arrived(runs) {
    const newest = this.rows[0]?.id ?? 0;
    const at = new Map(this.rows.map((run, index) => [run.id, index]));
    let replaced = false;
    for (const run of runs) {
      const index = at.get(run.id);
      if (index !== undefined) {
        if (run.last_event < this.rows[index].last_event) continue;
        if (!replaced) this.rows = this.rows.slice();
        replaced = true;
        this.rows[index] = run;
      } else if (run.id > newest && matches(this.filter, run, now())) this.fresh.set(run.id, run);
      else this.fresh.delete(run.id);
    }
    if (this.rows.length === 0 && this.state === "ready") this.showFresh();
    else if (this.fresh.size) sayRarely("new", count(this.fresh.size, "new run"));
    changed();
  }

  showFresh() {
    this.rows = [...this.fresh.values(), ...this.rows].sort((a, b) => b.id - a.id);
    this.fresh = new Map();
    changed();
  }

  async loadMore() {
    if (this.loadingMore) return;
    this.loadingMore = true;
    changed();
    try {
      const page = await this.pageBefore(this.rows.at(-1)?.id ?? null);
      const known = new Set(this.rows.map((run) => run.id));
      this.rows = [...this.rows, ...page.rows.filter((run) => !known.has(run.id))];
      this.more = page.more;
    } catch (failed) {
      fault(failed);
    }
    this.loadingMore = false;
    changed();
  }

  /** @param {string} id @param {boolean} on @param {boolean} span from the one before up to here */
  select = (id, on, span) => {
    const next = new Set(this.selected);
    const from = this.rows.findIndex((run) => String(run.id) === this.anchor);
    const until = this.rows.findIndex((run) => String(run.id) === id);
    const between = span && from >= 0 ? this.rows.slice(Math.min(from, until), Math.max(from, until) + 1).map((run) => String(run.id)) : [id];
    for (const one of between) on ? next.add(one) : next.delete(one);
    this.selected = next;
    this.anchor = id;
    changed();
  };

  /** @param {boolean} on */
  selectAll = (on) => {
    this.selected = new Set(on ? this.rows.map((run) => String(run.id)) : []);
    changed();
  };
}
