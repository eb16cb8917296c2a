// @ts-check
// The server's time, and relative times that change by themselves. A browser's clock may be wrong by any amount.

import { ago, duration, exact } from "./format.js";

/** The server's clock minus ours lies between these, in milliseconds. */
let low = -Infinity;
let high = Infinity;

/**
 * Learns from the Date header of an answer, which has whole seconds.
 * @param {string | null} date @param {number} sent @param {number} received in milliseconds of this browser's clock
 */
export function learn(date, sent, received) {
  const server = date ? Date.parse(date) : NaN;
  if (Number.isNaN(server)) return;
  const from = server - received;
  const to = server + 1000 - sent;
  if (from > high || to < low) {
    low = from;
    high = to;
  } else {
    low = Math.max(low, from);
    high = Math.min(high, to);
  }
}

/** Now, by the server's clock, in milliseconds. */
export function now() {
  return Date.now() + (Number.isFinite(low) ? (low + high) / 2 : 0);
}

/** @type {Set<Ticking>} */
const ticking = new Set();

/** Base of elements whose text depends on now. */
class Ticking extends HTMLElement {
  connectedCallback() {
    ticking.add(this);
    this.tick();
  }

  disconnectedCallback() {
    ticking.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.tick();
  }

  tick() {
    const text = this.words();
    if (this.textContent !== text) this.textContent = text;
  }

  words() {
    return "";
  }
}

/** `<time-ago at="2026-…">`: "5 min ago". */
class TimeAgo extends Ticking {
  static observedAttributes = ["at"];

  words() {
    const at = this.getAttribute("at");
    if (!at) return "";
    const title = exact(at);
    if (this.title !== title) this.title = title;
    return ago(now() - Date.parse(at));
  }
}

/** `<time-span from="…" to="…">`: how long it took, or has taken so far when `to` is empty. */
class TimeSpan extends Ticking {
  static observedAttributes = ["from", "to"];

  words() {
    const from = this.getAttribute("from");
    if (!from) return "";
    const to = this.getAttribute("to");
    return duration((to ? Date.parse(to) : now()) - Date.parse(from));
  }
}

customElements.define("time-ago", TimeAgo);
customElements.define("time-span", TimeSpan);

setInterval(() => {
  if (!document.hidden) for (const element of ticking) element.tick();
}, 1000);
