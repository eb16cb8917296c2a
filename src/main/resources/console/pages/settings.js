// @ts-check
// What is configured, and what this browser shows how.

import { get as read, may, send } from "../core/api.js";
import { count } from "../core/format.js";
import { html, live, nothing } from "../core/lit.js";
import { changed, get } from "../core/store.js";
import { confirm, fault, loading, problemView, toast } from "../core/ui.js";
import { keepReading } from "../parts/poll.js";

const SOURCES = /** @type {Record<string, string>} */ ({ database: "set here", default: "default" });

export function open() {
  /** @type {any[] | null} */
  let settings = null;
  /** @type {any} */
  let problem = null;
  let editing = "";
  let typed = "";
  let error = "";
  let search = "";
  const stop = keepReading(load, 15_000);

  async function load() {
    if (!may("operator")) {
      await read("health/live").catch(() => {});
      return;
    }
    try {
      settings = await read("settings");
      problem = null;
    } catch (failed) {
      problem = failed;
      throw failed;
    } finally {
      changed();
    }
  }

  /** @param {any} setting */
  function edit(setting) {
    editing = setting.key;
    typed = setting.value ?? "";
    error = "";
    changed();
    setTimeout(() => /** @type {HTMLInputElement | null} */ (document.getElementById("setting-value"))?.select());
  }

  function leave() {
    const key = editing;
    editing = "";
    changed();
    setTimeout(() => /** @type {HTMLElement | null} */ (document.getElementById(`edit-${key}`))?.focus());
  }

  /** @param {any} setting @param {string | null} value null: back to what lies beneath */
  async function save(setting, value) {
    if (value === null && !(await confirm({ title: `Back to the default of ${setting.key}?`, body: html`<p>The value that was set here is deleted, for all nodes. What the environment or a file says holds again, or else the default${setting.default === null ? "" : html`, <code>${setting.default}</code>`}.</p>`, action: "Back to default" }))) return;
    try {
      const answer = await send(`settings/${setting.key}`, value === null ? { method: "DELETE" } : { method: "PUT", json: { value } });
      settings = (settings ?? []).map((one) => (one.key === setting.key ? answer.body : one));
      toast(`${setting.key} is ${answer.body.value ?? "not set"}: it applies within 2 s on ${count(get("nodes")?.length ?? 1, "node")}.`);
      if (editing === setting.key) leave();
    } catch (failed) {
      if (editing === setting.key) error = /** @type {any} */ (failed).detail || /** @type {any} */ (failed).message;
      else fault(failed);
      changed();
    }
  }

  /** @param {any} setting */
  function row(setting) {
    const stored = setting.source === "database";
    const value = setting.value === null ? html`<span class="faint">not set</span>` : html`<span class="value">${setting.value}</span>${setting.unit ? html` <span class="muted">${setting.unit}</span>` : nothing}`;
    return html`<div class="setting"><div><div class="key">${setting.key}</div><div class="muted">${setting.meaning}</div></div>
      <div>${editing === setting.key ? html`<form class="edit" novalidate @submit=${(/** @type {Event} */ event) => { event.preventDefault(); save(setting, typed); }} @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") leave(); }}>
          <input id="setting-value" aria-label=${setting.key} autocomplete="off" aria-invalid=${error || outside(setting, typed) ? "true" : nothing} aria-describedby="setting-error" .value=${live(typed)} @input=${(/** @type {any} */ event) => { typed = event.target.value; error = ""; changed(); }} />
          <button class="primary" type="submit" ?disabled=${Boolean(outside(setting, typed))}>Save</button><button type="button" @click=${leave}>Cancel</button>
          <div id="setting-error" class=${error || outside(setting, typed) ? "error" : "muted"} role="status">${error || outside(setting, typed) || `Allowed: ${setting.range}`}</div></form>` : value}
        ${editing === setting.key ? nothing : html`<div class="facts-line"><span>${SOURCES[setting.source] ?? setting.source}${stored && setting.changed_by ? html` by ${setting.changed_by} <time-ago at=${setting.changed_at}></time-ago>` : nothing}</span>${setting.default !== null && setting.source !== "default" ? html`<span>default ${setting.default}</span>` : nothing}<span>${setting.range}</span></div>`}</div>
      <div class="do">${setting.live ? (editing === setting.key ? nothing : html`<button id=${`edit-${setting.key}`} aria-label=${`Edit ${setting.key}`} @click=${() => edit(setting)}>Edit</button>`) : html`<span class="tag">needs a restart</span>`}
        ${stored && editing !== setting.key ? html`<button aria-label=${`${setting.key}: back to default`} @click=${() => save(setting, null)}>Back to default</button>` : nothing}</div></div>`;
  }

  function cluster() {
    if (!get("session")) return html`<div class="card">${loading(10)}</div>`;
    if (!may("operator")) return html`<p class="note">Your role, ${get("session")?.role ?? "none"}, cannot see the settings of the cluster.</p>`;
    if (problem && !settings) return problemView(problem, () => load().catch(() => {}));
    if (!settings) return html`<div class="card">${loading(10)}</div>`;
    const shown = settings.filter((one) => !search || `${one.key} ${one.meaning}`.toLowerCase().includes(search));
    const groups = Map.groupBy(shown, (one) => one.key.split(".")[0]);
    return html`${[...groups].map(([name, some]) => html`<section class="group"><h2>${name}</h2><div class="card">${some.map(row)}</div></section>`)}${shown.length ? nothing : html`<p class="note">No setting matches.</p>`}`;
  }

  return {
    title: () => "Settings",
    view: () => html`<div class="page-head"><h1>Settings</h1>${may("operator") ? html`<div class="actions"><input type="search" aria-label="Search in the settings" placeholder="Search" .value=${search} @input=${(/** @type {any} */ event) => { search = event.target.value.toLowerCase(); changed(); }} /></div>` : nothing}</div>
      ${display()}${cluster()}`,
    close: stop,
  };
}

const DISPLAY = /** @type {[string, string, [string, string][]][]} */ ([
  ["theme", "Theme", [["", "As the system"], ["light", "Light"], ["dark", "Dark"]]],
  ["density", "Density", [["normal", "Normal"], ["compact", "Compact"], ["comfortable", "Comfortable"]]],
  ["zone", "Times", [["", "Local"], ["utc", "UTC"]]],
  ["keys", "Single keys", [["", "On"], ["off", "Off"]]],
]);

function display() {
  return html`<section class="group"><h2>Display, in this browser only</h2><div class="card display">${DISPLAY.map(([name, label, values]) => html`<div class="field"><label for=${`display-${name}`}>${label}</label>
    <select id=${`display-${name}`} @change=${(/** @type {any} */ event) => keep(name, event.target.value)}>${values.map(([value, words]) => html`<option value=${value} ?selected=${kept(name) === value}>${words}</option>`)}</select></div>`)}</div></section>`;
}

/** @param {string} name */
function kept(name) {
  try {
    return localStorage.getItem(name) ?? (name === "density" ? "normal" : "");
  } catch {
    return "";
  }
}

/** @param {string} name @param {string} value */
function keep(name, value) {
  try {
    value ? localStorage.setItem(name, value) : localStorage.removeItem(name);
  } catch {
    // It holds until the page is left.
  }
  const root = document.documentElement;
  if (name === "density") root.dataset.density = value;
  if (name === "theme") value ? (root.dataset.theme = value) : delete root.dataset.theme;
  changed();
}

/** What is wrong with a value, as far as its range tells: the server has the last word. @param {any} setting @param {string} text */
function outside(setting, text) {
  if (text.trim() === "") return `Allowed: ${setting.range}`;
  const range = /^(?:a whole number from )?(-?[\d.]+) to (-?[\d.]+)$/.exec(setting.range ?? "");
  if (!range) return "";
  const value = Number(text);
  const [low, high] = [Number(range[1]), Number(range[2])];
  return Number.isFinite(value) && value >= low && value <= high ? "" : `Allowed: ${setting.range}`;
}
