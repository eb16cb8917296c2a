// @ts-check
// What floats over pages: toasts, dialogs, the live region. And the small parts that every page uses.

import { html, nothing, render } from "./lit.js";
import { icons } from "./icons.js";
import { changed, subscribe } from "./store.js";

/** @typedef {{ words: unknown, error: boolean, progress?: { done: number, of: number }, action?: { label: string, run: () => void }, timer: number }} Toast */

/** @type {Toast[]} */
let toasts = [];
const TOAST_TIME = 6000;

/**
 * @param {unknown} words text, or a template when it has a link
 * @param {{ error?: boolean, stay?: boolean, progress?: { done: number, of: number }, action?: { label: string, run: () => void } }} [options]
 */
export function toast(words, options = {}) {
  /** @type {Toast} */
  const one = { words, error: options.error ?? false, progress: options.progress, action: options.action, timer: 0 };
  toasts = [...toasts, one].slice(-3);
  if (!one.error && !one.progress && !options.stay) one.timer = setTimeout(() => close(one), TOAST_TIME);
  if (typeof words === "string") say(words);
  changed();
  return {
    /** @param {Partial<Toast>} changes @param {boolean} [last] */
    update(changes, last = false) {
      Object.assign(one, changes);
      if (last && !one.error && !options.stay) one.timer = setTimeout(() => close(one), TOAST_TIME);
      if (last && typeof one.words === "string") say(one.words);
      changed();
    },
    close: () => close(one),
  };
}

/** @param {Toast} one */
function close(one) {
  clearTimeout(one.timer);
  toasts = toasts.filter((other) => other !== one);
  changed();
}

/** An action that failed. @param {any} problem */
export function fault(problem) {
  if (problem?.name === "AbortError") return;
  if (problem?.status === 401) return;
  toast(problem?.status ? problem.detail || problem.title : problem?.message || String(problem), { error: true });
}

export function toastView() {
  return html`<div class="toasts">${toasts.map(
    (one) => html`<div class=${`toast ${one.error ? "error" : ""}`}>
      <div class="words">${one.words}${one.progress ? html`<progress aria-label="Progress" .max=${one.progress.of} .value=${one.progress.done}></progress>` : nothing}</div>
      ${one.action ? html`<button class="link" @click=${() => { close(one); one.action?.run(); }}>${one.action.label}</button>` : nothing}
      <button class="plain" aria-label="Dismiss" @click=${() => close(one)}>${icons.close}</button>
    </div>`,
  )}</div>`;
}

const region = document.createElement("div");
region.className = "sr";
region.setAttribute("role", "status");
region.setAttribute("aria-live", "polite");

/** Says something to people who do not see. @param {string} words */
export function say(words) {
  if (!region.isConnected) document.querySelector("main")?.after(region);
  region.textContent = region.textContent === words ? words + "\u00a0" : words;
}

/** @type {Map<string, number>} */
const said = new Map();

/** Says it at most once in ten seconds. @param {string} kind @param {string} words */
export function sayRarely(kind, words) {
  const last = said.get(kind) ?? -Infinity;
  if (Date.now() - last < 10_000) return;
  said.set(kind, Date.now());
  say(words);
}

/**
 * Opens a modal dialog; focus returns to where it was.
 * @template T
 * @param {(close: (value?: T) => void) => unknown} view
 * @param {{ label: string, size?: string, locked?: boolean }} options
 * @returns {Promise<T | undefined>} what it was closed with; undefined when it was left
 */
export function dialog(view, options) {
  return new Promise((resolve) => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    const element = document.createElement("dialog");
    element.className = options.size ?? "";
    element.setAttribute("aria-label", options.label);
    /** @type {T | undefined} */
    let value;
    /** @param {T} [given] */
    const finish = (given) => {
      value = given;
      element.close();
    };
    const draw = () => render(view(finish), element);
    const ended = subscribe(draw);
    element.addEventListener("cancel", (event) => {
      if (options.locked) event.preventDefault();
    });
    element.addEventListener("close", () => {
      ended();
      element.remove();
      if (before?.isConnected) before.focus();
      resolve(value);
    });
    (document.getElementById("app") ?? document.body).after(element);
    draw();
    element.showModal();
  });
}

/** Asks before something that cannot be taken back. @param {{ title: string, body: unknown, action: string }} question @returns {Promise<boolean>} */
export async function confirm({ title, body, action }) {
  return (
    (await dialog(
      (close) => html`<div class="dialog-head"><h2>${title}</h2></div>
        <div class="dialog-body"><div>${body}</div></div>
        <div class="dialog-foot"><span class="gap"></span>
          <button autofocus @click=${() => close(false)}>Cancel</button>
          <button class="danger" @click=${() => close(true)}>${action}</button>
        </div>`,
      { label: title, size: "narrow" },
    )) === true
  );
}

/** @param {string} text @param {string} [what] */
export async function copy(text, what = "Copied") {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "sr";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(what);
}

/** @param {any} problem @param {() => void} [again] */
export function problemView(problem, again) {
  return html`<div class="problem" role="alert">${icons.failed}
    <div><strong>${problem.title ?? "Something went wrong"}</strong><br />${problem.detail || problem.message}${problem.id ? html`<br /><span class="muted">Its number in the server's log: <code>${problem.id}</code></span>` : nothing}</div>
    ${again ? html`<button @click=${again}>Try again</button>` : nothing}
  </div>`;
}

/** Grey lines in place of what loads; they show after 150 ms. @param {number} [lines] */
export function loading(lines = 8) {
  return html`<div class="grey" aria-hidden="true">${Array.from({ length: lines }, () => html`<i></i>`)}</div><span class="sr" role="status">Loading</span>`;
}

/** @param {string} title @param {unknown} body */
export function empty(title, body) {
  return html`<div class="empty"><h2>${title}</h2>${body}</div>`;
}
