// @ts-check
// The timeline: where the time and the tokens of a run went.

import { nodeName } from "../core/api.js";
import { now } from "../core/clock.js";
import { duration, short, whole } from "../core/format.js";
import { icons } from "../core/icons.js";
import { html, nothing } from "../core/lit.js";
import { ref } from "../lib/lit-html/directives/ref.js";
import { changed } from "../core/store.js";
import { VirtualList } from "../core/virtual.js";
import { WORDS } from "../core/status.js";
import { EventDetail } from "./event-detail.js";
import { model } from "./timeline-model.js";
import { Scale } from "./timeline-scale.js";

/** @typedef {import("./timeline-model.js").Row} Row */
const MOST = 10_000;
const LABEL_LAST = 0.8;
/** A log that is built anew at each event. */
const SMALL = 2000;

export class Timeline {
  /** @param {import("./event-log.js").EventLog} log @param {() => any} run */
  constructor(log, run) {
    this.log = log;
    this.run = run;
    this.list = new VirtualList("timeline-rows");
    /** @type {Map<string, boolean>} */
    this.folded = new Map();
    this.collapse = true;
    this.errors = false;
    this.active = "";
    /** @type {EventDetail | null} */
    this.detail = null;
    this.detailKey = "";
    /** @type {[number, number] | null} what of the time is shown; null: all */
    this.window = null;
    this.drag = /** @type {[number, number] | null} */ (null);
    this.width = 600;
    this.built = /** @type {any} */ (null);
    this.builtFor = "";
    this.builtAt = 0;
    this.later = 0;
    this.most = MOST;
    /** The event whose row is wanted. */
    this.target = 0;
    this.resized = new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      if (width > 0 && width !== this.width) {
        this.width = width;
        changed();
      }
    });
    this.timer = setInterval(() => !document.hidden && !this.built?.ended && requestAnimationFrame(() => changed()), 1000);
  }

  open() {
    this.log.loadNewest(this.most);
  }

  close() {
    clearInterval(this.timer);
    clearTimeout(this.later);
    this.resized.disconnect();
  }

  /** Built at most once a second while events stream in. */
  model() {
    const run = this.run();
    const key = `${this.log.version} ${run.status} ${run.finished_at}`;
    const rest = this.builtAt + (this.log.total > SMALL ? 1000 : 0) - Date.now();
    if (this.built && key !== this.builtFor && rest > 0) {
      clearTimeout(this.later);
      this.later = setTimeout(changed, rest);
    } else if (!this.built || key !== this.builtFor) {
      this.built = model(this.log.life, [...this.log.loaded(this.most)], run);
      this.builtFor = key;
      this.builtAt = Date.now();
    }
    return this.built;
  }

  /** The rows that are not folded away. @param {Row[]} rows @returns {Row[]} */
  visible(rows) {
    /** @type {Row[]} */
    const shown = [];
    const last = rows.findLast((row) => row.kind === "attempt");
    const walk = (/** @type {Row[]} */ some) => {
      for (const row of some) {
        if (this.errors && !row.error) continue;
        shown.push(row);
        if (row.children.length && this.isOpen(row, last)) walk(row.children);
      }
    };
    walk(rows);
    return shown;
  }

  /** @param {Row} row @param {Row | undefined} last the newest attempt */
  isOpen(row, last) {
    return this.folded.get(row.key) ?? (row.kind === "attempt" ? row === last : row.kind === "iteration" && row.children.length > 0 && row.children.length <= 40);
  }

  view() {
    const built = this.model();
    const until = built.ended ? Math.max(built.start, Date.parse(this.run().finished_at)) : now();
    const idle = this.collapse ? built.rows.filter((/** @type {Row} */ row) => row.kind === "wait").map((/** @type {Row} */ row) => [row.start, row.end ?? until]) : [];
    const [from, to] = this.window ?? [built.start, until];
    const scale = new Scale(from, to, this.width, idle);
    this.scale = scale;
    if (this.target) this.reveal(built.rows);
    const rows = this.visible(built.rows);
    this.rows = rows;
    this.list.measure();
    this.list.count = rows.length;
    const [first, end] = this.list.range();
    const last = built.rows.findLast((/** @type {Row} */ row) => row.kind === "attempt");
    if (!rows.some((row) => row.key === this.active)) this.active = rows[0]?.key ?? "";
    return html`<div class="timeline-head">${this.controls()}${this.sums(built, until)}</div>
      ${this.log.total > this.most ? html`<p class="note">Iterations and calls of the newest ${whole(this.most)} of ${whole(this.log.total)} events. <button class="link" @click=${() => { this.most *= 4; this.open(); }}>Load ${whole(Math.min(this.most * 3, this.log.total - this.most))} more</button></p>` : nothing}
      <div class=${`timeline-split ${this.detail ? "with-detail" : ""}`}>
        <div class="card timeline">
          <div class="axis-row"><div class="axis-label">${built.ended ? "" : html`<span class="muted">still going on</span>`}</div>
            <div class="axis" aria-hidden="true" ${ref(this.measure)} @pointerdown=${this.dragStart} @pointermove=${this.dragMove} @pointerup=${this.dragEnd}>${scale.ticks(built.start).map((tick) => html`<span class="tick" .style=${`transform:translateX(${tick.x}px)`}>${tick.label}</span>`)}
            ${this.drag ? html`<span class="dragged" .style=${`left:${Math.min(...this.drag)}px;width:${Math.abs(this.drag[1] - this.drag[0])}px`}></span>` : nothing}</div></div>
          <div id="timeline-rows" class="timeline-rows" role="treegrid" aria-label="Timeline" tabindex="0" aria-rowcount=${rows.length} aria-activedescendant=${this.active ? `t-${this.active}` : nothing} @scroll=${this.list.scrolled} @keydown=${this.pressed}>
            <div class="inner" role="presentation" .style=${`height:${this.list.height}px`}>
              ${rows.slice(first, end).map((row, index) => this.row(row, first + index, scale, built, until, this.isOpen(row, last)))}
            </div></div></div>
        ${this.detail ? html`<section class="card detail" aria-label="Details">${this.detail.view(() => this.closeDetail())}</section>` : nothing}
      </div>`;
  }

  measure = (/** @type {Element | undefined} */ axis) => {
    this.resized.disconnect();
    if (axis) this.resized.observe(axis);
  };

  controls() {
    return html`<div class="controls"><label><input type="checkbox" .checked=${this.collapse} @change=${() => { this.collapse = !this.collapse; changed(); }} /> Collapse idle time</label>
      <label><input type="checkbox" .checked=${this.errors} @change=${() => { this.errors = !this.errors; changed(); }} /> Errors only</label>
      ${this.window ? html`<button class="link" @click=${() => this.zoom(0)}>Show all of it</button>` : nothing}</div>`;
  }

  /** @param {any} built @param {number} until */
  sums(built, until) {
    const { sums } = built;
    const running = built.rows.findLast((/** @type {Row} */ row) => row.end === null);
    const more = running ? until - running.start : 0;
    const waiting = sums.waiting + (running?.kind === "wait" ? more : 0);
    const working = sums.working + (running?.kind === "attempt" ? more : 0);
    const least = this.log.total > this.most ? "at least " : "";
    return html`<p class="sums">${sums.calls ? html`<span class="sum model">Model <strong>${least}${duration(sums.model)}</strong></span><span class="sum tool">Tools <strong>${least}${duration(sums.tools)}</strong></span>` : html`<span class="sum running">Working <strong>${duration(working)}</strong></span>`}
      <span class="sum waiting">Waiting <strong>${duration(waiting)}</strong></span><span class="muted">of ${duration(until - built.start)}</span>
      ${sums.calls ? html`<span class="muted">${least}${short(sums.input)} tokens in, ${short(sums.output)} out</span>` : nothing}</p>`;
  }

  /** @param {Row} row @param {number} index @param {Scale} scale @param {any} built @param {number} until @param {boolean} isOpen */
  row(row, index, scale, built, until, isOpen) {
    const from = Math.round((row.start - built.start) / 1000);
    const to = Math.round(((row.end ?? until) - built.start) / 1000);
    const label = row.kind === "attempt" ? html`<span class=${`s-${row.status}`}>${icons[row.status]}</span><strong>${row.label}</strong>${row.node ? html` <span class="faint">${nodeName(row.node)}</span>` : nothing}` : html`<span class="one-line">${row.label}</span>`;
    return html`<div id=${`t-${row.key}`} class=${`t-row t-${row.kind} ${row.key === this.active ? "active" : ""} ${row.key === this.detailKey ? "chosen" : ""}`} role="row" aria-level=${row.depth} aria-rowindex=${index + 1}
        aria-expanded=${row.children.length ? (isOpen ? "true" : "false") : nothing} aria-selected=${row.key === this.active ? "true" : "false"} .style=${`transform:translateY(${index * this.list.rowHeight}px)`} @click=${() => this.click(row, isOpen)}>
      <div class="t-label" role="gridcell">${row.children.length ? html`<span class="t-fold" @click=${(/** @type {Event} */ event) => { event.stopPropagation(); this.fold(row, !isOpen); }}>${isOpen ? icons.down : icons.right}</span>` : html`<span class="t-fold"></span>`}<span class="one-line">${label}</span><span class="sr">${row.kind === "attempt" ? WORDS[row.status] : ""} ${from} to ${to} s, ${duration((row.end ?? until) - row.start)}</span></div>
      <div class="t-bars" role="gridcell">${scale.breaks().map((one) => html`<span class="t-break" title=${`${one.label} of waiting`} .style=${`left:${one.x}px;width:${one.width}px`}></span>`)}${row.marks.map((mark) => this.bar(mark, row, scale, until))}${built.ended ? nothing : html`<span class="t-now" .style=${`left:${scale.x(until)}px`}></span>`}</div>
    </div>`;
  }

  /** @param {import("./timeline-model.js").Mark} mark @param {Row} row @param {Scale} scale @param {number} until */
  bar(mark, row, scale, until) {
    const end = mark.end ?? until;
    if (end < scale.from || mark.start > scale.until) return nothing;
    const x = scale.x(mark.start);
    const width = Math.max(2, scale.x(end) - x);
    if (mark.kind === "point") return html`<span class="t-point" title=${mark.text ?? ""} .style=${`left:${x}px`}></span>`;
    const took = duration(end - mark.start);
    const text = mark.text ? `${took}  ${mark.text}` : took;
    const left = x + width > this.width * LABEL_LAST;
    return html`<span class=${`t-bar ${mark.kind} ${mark.open ? "open" : ""}`} .style=${`left:${x}px;width:${width}px`}></span>
      <span class=${`t-text ${left ? (x > 80 ? "left" : "inside") : ""} ${mark.kind === "failed" ? "error" : ""}`} .style=${left ? (x > 80 ? `right:${this.width - x + 6}px;max-width:${x - 6}px` : `left:${x + 6}px`) : `left:${x + width + 6}px;max-width:${this.width - x - width - 6}px`}>${text}</span>`;
  }

  /** Shows the row of an event that the address names, once it is there. @param {Row[]} rows */
  reveal(rows) {
    const path = pathTo(rows, this.target);
    const found = path.at(-1);
    if (!found) return;
    this.target = 0;
    for (const above of path.slice(0, -1)) this.folded.set(above.key, true);
    this.active = found.key;
    this.showDetail(found);
    setTimeout(() => this.list.show((this.rows ?? []).indexOf(found), true));
  }

  /** @param {Row} row @param {boolean} open */
  fold(row, open) {
    this.folded.set(row.key, open);
    changed();
  }

  /** @param {Row} row @param {boolean} isOpen */
  click(row, isOpen) {
    this.active = row.key;
    if (row.kind === "fold") this.fold(row, !isOpen);
    else this.showDetail(row);
  }

  /** @param {Row} row */
  showDetail(row) {
    this.detailKey = row.key;
    this.detail = new EventDetail(this.log, row.events, row.kind === "attempt" ? row.label : row.label.trim());
    changed();
  }

  closeDetail() {
    this.detail = null;
    this.detailKey = "";
    changed();
    this.list.element?.focus();
  }

  /** @param {number} step in: 1, out: -1, all: 0 */
  zoom(step) {
    const scale = /** @type {Scale} */ (this.scale);
    if (step === 0) this.window = null;
    else {
      const active = this.rows?.find((row) => row.key === this.active);
      const middle = active ? (Math.max(active.start, scale.from) + Math.min(active.end ?? scale.until, scale.until)) / 2 : (scale.from + scale.until) / 2;
      const half = ((scale.until - scale.from) / 2) * (step > 0 ? 0.5 : 2);
      this.window = [Math.max(this.built.start, middle - half), Math.min(now(), middle + half)];
      if (this.window[0] === this.built.start && step < 0 && half * 2 >= scale.until - this.built.start) this.window = null;
    }
    changed();
  }

  pressed = (/** @type {KeyboardEvent} */ event) => {
    const rows = this.rows ?? [];
    const at = rows.findIndex((row) => row.key === this.active);
    const row = rows[at];
    const move = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 }[event.key];
    if (move !== undefined) {
      const next = Math.max(0, Math.min(rows.length - 1, at + move));
      this.active = rows[next]?.key ?? "";
      this.list.show(next);
    } else if (event.key === "ArrowRight" && row?.children.length) this.folded.set(row.key, true);
    else if (event.key === "ArrowLeft" && row) this.folded.set(row.key, false);
    else if (event.key === "Enter" && row) this.click(row, false);
    else if (event.key === "e") this.errors = !this.errors;
    else if (event.key === "i") this.collapse = !this.collapse;
    else if (event.key === "+" || event.key === "=") this.zoom(1);
    else if (event.key === "-" || event.key === "−") this.zoom(-1);
    else if (event.key === "0") this.zoom(0);
    else if (event.key === "Escape" && this.detail) this.closeDetail();
    else return;
    event.preventDefault();
    event.stopPropagation();
    changed();
  };

  dragStart = (/** @type {PointerEvent} */ event) => {
    const axis = /** @type {HTMLElement} */ (event.currentTarget);
    axis.setPointerCapture(event.pointerId);
    const x = event.clientX - axis.getBoundingClientRect().left;
    this.drag = [x, x];
  };

  dragMove = (/** @type {PointerEvent} */ event) => {
    if (!this.drag) return;
    this.drag = [this.drag[0], event.clientX - /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect().left];
    changed();
  };

  dragEnd = () => {
    const drag = this.drag;
    this.drag = null;
    if (drag && Math.abs(drag[1] - drag[0]) > 8 && this.scale) this.window = [this.scale.time(Math.min(...drag)), this.scale.time(Math.max(...drag))];
    changed();
  };
}

/** The rows from an attempt down to the one that has this event. @param {Row[]} rows @param {number} event @returns {Row[]} */
function pathTo(rows, event) {
  for (const row of rows) {
    const below = pathTo(row.children, event);
    if (below.length) return [row, ...below];
    if (row.events.includes(event)) return [row];
  }
  return [];
}
