// @ts-check
// A list of any length of which only what is seen is in the document. Rows have one height; one of them may be open.

import { changed } from "./store.js";

const AROUND = 10;

export class VirtualList {
  /** @param {string} id of the scrolling element */
  constructor(id) {
    this.id = id;
    this.count = 0;
    this.rowHeight = 28;
    /** The row below which something is open, or -1, and its height. */
    this.openAt = -1;
    this.openHeight = 0;
    this.scrolled = () => changed();
  }

  get element() {
    return document.getElementById(this.id);
  }

  get height() {
    return this.count * this.rowHeight + (this.openAt >= 0 ? this.openHeight : 0);
  }

  /** Reads the height of rows from the style sheet: it depends on density and pointer. */
  measure() {
    this.rowHeight = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--line-row")) || 28;
  }

  /** @param {number} index */
  top(index) {
    return index * this.rowHeight + (this.openAt >= 0 && index > this.openAt ? this.openHeight : 0);
  }

  /** @returns {[number, number]} the rows to draw: from, until */
  range() {
    const element = this.element;
    const top = element?.scrollTop ?? 0;
    const height = element?.clientHeight || 600;
    const from = Math.max(0, this.indexAt(top) - AROUND);
    return [from, Math.min(this.count, this.indexAt(top + height) + 1 + AROUND)];
  }

  /** @param {number} y */
  indexAt(y) {
    const openTop = (this.openAt + 1) * this.rowHeight;
    const at = this.openAt >= 0 && y > openTop ? Math.max(openTop, y - this.openHeight) : y;
    return Math.max(0, Math.min(this.count - 1, Math.floor(at / this.rowHeight)));
  }

  get isAtEnd() {
    const element = this.element;
    return !element || element.scrollTop + element.clientHeight >= element.scrollHeight - 2 * this.rowHeight;
  }

  toEnd() {
    const element = this.element;
    if (element) element.scrollTop = this.height;
  }

  /** Scrolls as little as is needed. @param {number} index @param {boolean} [middle] */
  show(index, middle = false) {
    const element = this.element;
    if (!element) return;
    const top = this.top(index);
    const room = element.clientHeight;
    if (middle) element.scrollTop = top - room / 3;
    else if (top < element.scrollTop) element.scrollTop = top;
    else if (top + this.rowHeight > element.scrollTop + room) element.scrollTop = top + this.rowHeight - room;
  }
}
