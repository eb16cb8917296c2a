// @ts-check
// The events behind a row of the timeline, whole.

import { clockMillis, count } from "../core/format.js";
import { icons } from "../core/icons.js";
import { html, nothing } from "../core/lit.js";
import { to } from "../core/router.js";
import { changed } from "../core/store.js";
import { copy, fault } from "../core/ui.js";
import { json } from "./event-log.js";
import { jsonTree, TreeState } from "./json-tree.js";

const SHOWN = 20;

export class EventDetail {
  /** @param {import("./event-log.js").EventLog} log @param {number[]} ids @param {string} title */
  constructor(log, ids, title) {
    this.log = log;
    this.ids = ids;
    this.title = title;
    /** @type {import("./event-log.js").Event[]} */
    this.events = [];
    /** @type {Map<number, TreeState>} */
    this.states = new Map();
    this.load();
  }

  async load() {
    try {
      this.events = await Promise.all(this.ids.slice(0, SHOWN).map((id) => this.log.whole(id)));
      changed();
    } catch (problem) {
      fault(problem);
    }
  }

  /** @param {() => void} close */
  view(close) {
    return html`<div class="block-head"><h2>${this.title}</h2><button class="plain" aria-label="Close the details" @click=${close}>${icons.close}</button></div>
      <div class="detail-body">${this.events.map((event) => this.event(event))}
      ${this.ids.length > SHOWN ? html`<p class="muted">The first ${SHOWN} of ${count(this.ids.length, "event")}.</p>` : nothing}
      ${this.ids.length === 0 ? html`<p class="muted">No event belongs to this.</p>` : nothing}</div>`;
  }

  /** @param {import("./event-log.js").Event} event */
  event(event) {
    const data = json(event.payload);
    let state = this.states.get(event.id);
    if (!state) this.states.set(event.id, (state = new TreeState()));
    return html`<section class="one-event"><div class="event-head"><a href=${to(`runs/${this.log.run}/events/${event.id}`)}>${event.id}</a> <strong>${event.type}</strong> <span class="muted">${clockMillis(event.created_at)}</span>
      <button class="plain" aria-label="Copy the payload" @click=${() => copy(event.payload)}>${icons.copy}</button></div>
      ${data === undefined ? html`<pre>${event.payload}</pre>` : jsonTree(data, state)}</section>`;
  }
}
