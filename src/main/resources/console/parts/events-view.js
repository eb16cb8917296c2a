// @ts-check
// The log of a run: any number of events, of which those are loaded that one looks at.

import { clockMillis, count, day, shortDay, size, whole } from "../core/format.js";
import { icons } from "../core/icons.js";
import { html, nothing } from "../core/lit.js";
import { go, to } from "../core/router.js";
import { isTerminal } from "../core/status.js";
import { changed } from "../core/store.js";
import { copy, fault } from "../core/ui.js";
import { VirtualList } from "../core/virtual.js";
import { isError, json, line } from "./event-log.js";
import { jsonTree, TreeState } from "./json-tree.js";

const OPEN_HEIGHT = 320;
const SETTLE = 60;

/** @typedef {import("./event-log.js").Event} Event */

export class EventsView {
  /** @param {import("./event-log.js").EventLog} log @param {() => any} run @param {string} [item] the id of an event to open */
  constructor(log, run, item) {
    this.log = log;
    this.run = run;
    this.list = new VirtualList("event-rows");
    this.list.openHeight = OPEN_HEIGHT;
    this.filter = { type: "", attempt: "", errors: false, text: "" };
    this.follow = !item && !isTerminal(run());
    this.active = 0;
    /** @type {Event | null} */
    this.opened = null;
    this.openedId = 0;
    this.tree = new TreeState();
    this.wrap = true;
    this.asText = false;
    this.seen = log.total;
    /** @type {number[] | null} the ids that match; null: all */
    this.matching = null;
    this.matchedFor = "";
    this.timer = 0;
    this.placed = false;
    this.lastTop = 0;
    this.wantsItem = Number(item) || 0;
  }

  open() {}

  close() {
    clearTimeout(this.timer);
    this.log.keepAll = false;
  }

  /** The address names another event. @param {string | undefined} item */
  moved(item) {
    const id = Number(item) || 0;
    if (id && id !== this.openedId) {
      this.wantsItem = id;
      this.placed = false;
    }
  }

  get isFiltered() {
    const { type, attempt, errors, text } = this.filter;
    return Boolean(type || attempt || errors || text);
  }

  /** @returns {number} */
  get count() {
    return this.matching ? this.matching.length : this.log.total;
  }

  /** @param {number} index */
  idAt(index) {
    return this.matching ? this.matching[index] : index + 1;
  }

  /** @param {number} id */
  indexOf(id) {
    return this.matching ? this.matching.indexOf(id) : id - 1;
  }

  match() {
    if (!this.isFiltered) {
      this.matching = null;
      return;
    }
    const key = `${this.log.version} ${JSON.stringify(this.filter)}`;
    if (key === this.matchedFor) return;
    this.matchedFor = key;
    const { type, attempt, errors, text } = this.filter;
    const wanted = text.toLowerCase();
    this.matching = [];
    for (const event of this.log.loaded()) {
      if (type && event.type !== type) continue;
      if (attempt && String(event.attempt) !== attempt) continue;
      if (errors && !isError(event)) continue;
      if (wanted && !event.payload.toLowerCase().includes(wanted) && !event.type.toLowerCase().includes(wanted)) continue;
      this.matching.push(event.id);
    }
  }

  /** @param {Partial<EventsView["filter"]>} change */
  apply(change) {
    Object.assign(this.filter, change);
    this.closeRow();
    if (this.isFiltered) {
      // A filter looks at all events, newest first, for as long as it holds.
      this.log.keepAll = true;
      this.log.loadNewest(Infinity, () => this.isFiltered);
    } else this.log.keepAll = false;
    changed();
  }

  view() {
    this.match();
    this.list.measure();
    this.list.count = this.count;
    this.list.openAt = this.openedId ? this.indexOf(this.openedId) : -1;
    const [from, until] = this.list.range();
    this.load(from, until);
    queueMicrotask(() => this.place());
    const rows = [];
    for (let index = from; index < until; index++) rows.push(this.row(index));
    const fresh = this.log.total - this.seen;
    return html`${this.controls()}
      <div class="card log">
        <div id="event-rows" class="log-rows" role="treegrid" aria-label="Events" tabindex="0" aria-rowcount=${this.count} aria-activedescendant=${this.active ? `event-${this.active}` : nothing} @scroll=${this.scrolled} @keydown=${this.pressed}>
          <div class="inner" role="rowgroup" .style=${`height:${this.list.height}px`}>${rows}</div>
        </div>
        ${!this.follow && fresh > 0 && !isTerminal(this.run()) ? html`<button class="to-end primary" @click=${() => this.toEnd()}>↓ ${whole(fresh)} new</button>` : nothing}
      </div>
      ${this.count === 0 ? html`<p class="note">${this.isFiltered ? "No event matches." : "No events yet."}</p>` : nothing}`;
  }

  controls() {
    const types = new Map();
    for (const event of this.log.loaded(5000)) types.set(event.type, (types.get(event.type) ?? 0) + 1);
    const all = this.log.total <= 5000;
    const attempts = this.run().attempt;
    return html`<div class="controls log-controls">
      <select aria-label="Type" @change=${(/** @type {any} */ event) => this.apply({ type: event.target.value })}><option value="">All types</option>
        ${[...types].sort().map(([type, number]) => html`<option value=${type} ?selected=${type === this.filter.type}>${type}${all ? ` (${whole(number)})` : ""}</option>`)}</select>
      ${attempts > 1 ? html`<select aria-label="Attempt" @change=${(/** @type {any} */ event) => this.apply({ attempt: event.target.value })}><option value="">All attempts</option>
        ${Array.from({ length: Math.min(attempts, 200) }, (_, index) => attempts - index).map((one) => html`<option value=${one} ?selected=${String(one) === this.filter.attempt}>Attempt ${one}</option>`)}</select>` : nothing}
      <input type="search" aria-label="Text in the events" placeholder="Search" .value=${this.filter.text} @input=${(/** @type {any} */ event) => this.apply({ text: event.target.value })} />
      <label><input type="checkbox" .checked=${this.filter.errors} @change=${() => this.apply({ errors: !this.filter.errors })} /> Errors only</label>
      ${isTerminal(this.run()) ? nothing : html`<label><input type="checkbox" .checked=${this.follow} @change=${() => this.setFollow(!this.follow)} /> Follow</label>`}
      <span class="muted gap">${this.isFiltered ? `${whole(this.count)} of ${count(this.log.total, "event")}` : count(this.log.total, "event")}</span></div>`;
  }

  /** @param {number} index */
  row(index) {
    const id = this.idAt(index);
    const event = this.log.at(id);
    const before = index > 0 ? this.log.at(this.idAt(index - 1)) : undefined;
    const newDay = event && (!before || day(before.created_at) !== day(event.created_at));
    const open = id === this.openedId;
    return html`<div id=${`event-${id}`} class=${`log-row ${id === this.active ? "active" : ""} ${event && isError(event) ? "error" : ""} ${open ? "chosen" : ""}`} role="row" aria-rowindex=${index + 1} aria-expanded=${open ? "true" : "false"} .style=${`transform:translateY(${this.list.top(index)}px)`} @click=${() => this.toggle(id)}>
        <span class="log-id" role="gridcell">${id}</span>
        <span class="log-time" role="gridcell">${event ? html`${newDay ? html`<span class="log-day">${shortDay(event.created_at)}</span> ` : nothing}${clockMillis(event.created_at)}` : "…"}</span>
        <span class="log-type one-line" role="gridcell">${event?.type ?? ""}</span>
        <span class="log-text mono one-line" role="gridcell">${event ? line(event) : ""}</span></div>
      ${open ? html`<div class="log-open" role="row" .style=${`transform:translateY(${this.list.top(index) + this.list.rowHeight}px);height:${OPEN_HEIGHT}px`}><div role="gridcell" class="log-open-cell">${this.openRow()}</div></div>` : nothing}`;
  }

  openRow() {
    const event = this.opened;
    if (!event) return html`<p class="muted">Loading …</p>`;
    const data = json(event.payload);
    return html`<div class="block-head"><span class="muted">Attempt ${event.attempt}${event.actor ? `, by ${event.actor}` : ""}, ${size(new Blob([event.payload]).size)}</span>
        ${data !== undefined ? html`<button class="plain" @click=${() => { this.asText = !this.asText; changed(); }}>${this.asText ? "As a tree" : "As text"}</button>` : nothing}
        ${data === undefined || this.asText ? html`<button class="plain" aria-pressed=${this.wrap ? "true" : "false"} @click=${() => { this.wrap = !this.wrap; changed(); }}>Wrap</button>` : nothing}
        <a class="button plain-link" href=${to(`runs/${this.log.run}/timeline/${event.id}`)}>Show in timeline</a>
        <button class="plain" @click=${() => copy(event.payload)}>${icons.copy} Copy</button></div>
      <div class="log-payload" tabindex="0" role="region" aria-label="Payload">${data !== undefined && !this.asText ? jsonTree(data, this.tree) : html`<pre class=${this.wrap ? "" : "no-wrap"}>${event.payload || "No payload"}</pre>`}</div>`;
  }

  /** @param {number} from @param {number} until */
  load(from, until) {
    if (this.matching || until <= from) return;
    clearTimeout(this.timer);
    let missing = false;
    for (let id = from + 1; id <= until && !missing; id++) missing = !this.log.at(id);
    if (missing) this.timer = setTimeout(() => this.log.ensure(from + 1 - 100, until + 100), SETTLE);
  }

  /** Brings the first view to its place: the named event, or the end. */
  place() {
    if (!this.list.element) return;
    if (!this.placed && this.log.total > 0) {
      this.placed = true;
      if (this.wantsItem && this.indexOf(this.wantsItem) >= 0) {
        this.openRowOf(this.wantsItem);
        this.list.show(this.indexOf(this.wantsItem), true);
      } else this.list.toEnd();
      changed();
    } else if (this.follow && !this.matching) {
      this.seen = this.log.total;
      if (!this.list.isAtEnd || this.list.element.scrollHeight - this.list.element.scrollTop - this.list.element.clientHeight > 1) this.list.toEnd();
    }
  }

  scrolled = () => {
    const top = this.list.element?.scrollTop ?? 0;
    // Following only ever scrolls down.
    if (top < this.lastTop - 2) this.follow = false;
    this.lastTop = top;
    if (this.list.isAtEnd) this.seen = this.log.total;
    changed();
  };

  /** @param {boolean} on */
  setFollow(on) {
    this.follow = on;
    if (on) this.toEnd();
    changed();
  }

  toEnd() {
    this.follow = !isTerminal(this.run());
    this.seen = this.log.total;
    this.list.toEnd();
    changed();
  }

  /** @param {number} id */
  toggle(id) {
    this.active = id;
    if (id === this.openedId) {
      this.closeRow();
      go(to(`runs/${this.log.run}/events`), true);
    } else {
      this.openRowOf(id);
      go(to(`runs/${this.log.run}/events/${id}`), true);
    }
    changed();
  }

  /** @param {number} id */
  async openRowOf(id) {
    this.follow = false;
    this.active = id;
    this.openedId = id;
    this.opened = null;
    this.tree = new TreeState();
    try {
      const event = await this.log.whole(id);
      if (this.openedId === id) this.opened = event;
    } catch (problem) {
      fault(problem);
    }
    changed();
  }

  closeRow() {
    this.openedId = 0;
    this.opened = null;
  }

  pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.target !== event.currentTarget) return;
    const at = this.active ? this.indexOf(this.active) : this.list.range()[0];
    const move = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 20, PageUp: -20, Home: -1e9, End: 1e9 }[event.key];
    if (move !== undefined) {
      const next = Math.max(0, Math.min(this.count - 1, at + move));
      this.active = this.idAt(next) ?? 0;
      this.follow = false;
      this.list.show(next);
    } else if (event.key === "Enter" && this.active) this.toggle(this.active);
    else if (event.key === "Escape" && this.openedId) this.toggle(this.openedId);
    else return;
    event.preventDefault();
    event.stopPropagation();
    changed();
  };

  /** Keys of the page while this tab is shown. */
  keys() {
    return {
      f: () => this.setFollow(!this.follow),
      e: () => this.apply({ errors: !this.filter.errors }),
      Home: () => { this.follow = false; this.list.show(0); },
      End: () => this.toEnd(),
    };
  }
}
