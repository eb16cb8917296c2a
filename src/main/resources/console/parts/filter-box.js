// @ts-check
// The box that filters a list: tokens, free text and suggestions, by keyboard alone if one likes.

import { loadAgents } from "../core/api.js";
import { icons } from "../core/icons.js";
import { html, live, nothing } from "../core/lit.js";
import { changed, get } from "../core/store.js";
import { NAMES, SPANS, STATUSES, takeTokens, tokens, withToken } from "./filter.js";

/** @typedef {import("./filter.js").Filter} Filter */
const PAUSE = 250;

export class FilterBox {
  /** @param {() => Filter} filter @param {(filter: Filter) => void} apply */
  constructor(filter, apply) {
    this.filter = filter;
    this.apply = apply;
    this.text = filter().q;
    this.open = false;
    this.active = -1;
    this.timer = 0;
  }

  focus() {
    /** @type {HTMLElement | null} */ (document.getElementById("filter"))?.focus();
  }

  /** The filter was changed elsewhere. */
  sync() {
    this.text = this.filter().q;
  }

  view() {
    const choices = this.open ? this.choices() : [];
    return html`<div class="filter" role="search">
      <div class="filter-box" @click=${(/** @type {Event} */ event) => event.target === event.currentTarget && this.focus()}>${icons.search}
        ${tokens(this.filter()).map(([name, value]) => html`<button class="token" title="Take this out of the filter" @click=${() => this.drop(name)}><span>${name}:</span>${value}${icons.close}</button>`)}
        <input id="filter" type="text" role="combobox" autocomplete="off" spellcheck="false" aria-label="Filter" aria-autocomplete="list" aria-controls="filter-choices"
          aria-expanded=${choices.length ? "true" : "false"} aria-activedescendant=${this.active >= 0 && choices.length ? `choice-${this.active}` : nothing}
          placeholder=${tokens(this.filter()).length ? "" : "Filter by project, agent, node, metadata.key=value, text"}
          .value=${live(this.text)} @input=${this.typed} @keydown=${this.pressed} @focus=${this.entered} @blur=${this.left} />
      </div>
      <ul id="filter-choices" class="choices" role="listbox" aria-label="Suggestions" ?hidden=${!choices.length}>${choices.map(
        (choice, index) => html`<li id=${`choice-${index}`} role="option" aria-selected=${index === this.active ? "true" : "false"} @pointerdown=${(/** @type {Event} */ event) => { event.preventDefault(); this.take(choice); }}>${choice}</li>`,
      )}</ul>
    </div>`;
  }

  /** @returns {string[]} what could stand in place of the last word */
  choices() {
    const word = /\S*$/.exec(this.text)?.[0] ?? "";
    const colon = word.indexOf(":");
    if (colon < 0) return word ? NAMES.filter((name) => name.startsWith(word.toLowerCase()) && name !== word).map((name) => (name.endsWith(".") ? name : name + ":")) : [];
    const name = word.slice(0, colon).toLowerCase();
    const start = word.slice(colon + 1).toLowerCase().replaceAll('"', "");
    return this.values(name)
      .filter((value) => value.toLowerCase().includes(start))
      .slice(0, 8)
      .map((value) => `${name}:${/\s/.test(value) ? `"${value}"` : value}`);
  }

  /** @param {string} name @returns {string[]} */
  values(name) {
    switch (name) {
      case "status":
        return STATUSES;
      case "project":
        return [...get("projects").values()].map((project) => project.name);
      case "agent":
        return (get("agents") ?? []).map((agent) => agent.name);
      case "node":
        return (get("nodes") ?? []).map((node) => node.name);
      default:
        return [];
    }
  }

  /** @param {string} choice */
  take(choice) {
    this.active = -1;
    const start = this.text.replace(/\S*$/, "");
    const whole = !/[.:]$/.test(choice);
    this.text = start + choice;
    if (whole) this.commit(this.text + " ");
    changed();
    this.focus();
  }

  /** @param {string} name */
  drop(name) {
    this.apply(withToken(this.filter(), name, ""));
    this.focus();
  }

  /** @param {string} text */
  commit(text) {
    clearTimeout(this.timer);
    const { filter, rest } = takeTokens(this.filter(), text);
    this.text = rest;
    this.apply({ ...filter, q: rest.replace(/(^|\s)\S*[:=]("[^"]*)?$/, "").trim() });
  }

  typed = (/** @type {InputEvent} */ event) => {
    this.text = /** @type {HTMLInputElement} */ (event.target).value;
    this.open = true;
    this.active = -1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(this.text), PAUSE);
    changed();
  };

  entered = () => {
    this.open = true;
    if (get("agents") === null) loadAgents().catch(() => {});
    changed();
  };

  left = () => {
    this.open = false;
    this.active = -1;
    changed();
  };

  pressed = (/** @type {KeyboardEvent} */ event) => {
    const choices = this.open ? this.choices() : [];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!choices.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.active = (this.active + step + choices.length + (this.active < 0 && step < 0 ? 1 : 0)) % choices.length;
      changed();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.active >= 0 && choices[this.active]) this.take(choices[this.active]);
      else this.commit(this.text + " ");
    } else if (event.key === "Escape") {
      if (choices.length) this.open = false;
      else /** @type {HTMLElement} */ (event.target).blur();
      changed();
    } else if (event.key === "Backspace" && this.text === "") {
      const last = tokens(this.filter()).at(-1);
      if (last) this.apply(withToken(this.filter(), last[0], ""));
    }
  };
}

/** @param {Filter} filter @param {(filter: Filter) => void} apply */
export function spanSelect(filter, apply) {
  return html`<select class="span" aria-label="Created" @change=${(/** @type {Event} */ event) => apply({ ...filter, last: /** @type {HTMLSelectElement} */ (event.target).value, after: "", before: "" })}>
    <option value="" ?selected=${!filter.last}>Any time</option>
    ${Object.entries(SPANS).map(([key, [words]]) => html`<option value=${key} ?selected=${filter.last === key}>${words}</option>`)}
  </select>`;
}
