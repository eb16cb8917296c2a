// @ts-check
// The shell: navigation, connection, banner, and the page that the address names.

import { get as read, seesAll } from "./core/api.js";
import { clock } from "./core/format.js";
import { icons } from "./core/icons.js";
import { bind } from "./core/keys.js";
import { html, nothing, render } from "./core/lit.js";
import { pause, tryNow } from "./core/live.js";
import { go, onMove, route, to } from "./core/router.js";
import { changed, get, set, subscribe } from "./core/store.js";
import { problemView, say, toastView } from "./core/ui.js";
import { askToSignIn, learnSession, sessionView } from "./parts/sign-in.js";

/**
 * @typedef {{ title: () => string, view: () => unknown, close?: () => void, signedIn?: () => void, moved?: (route: import("./core/router.js").Route) => void }} Page
 */

const PLACES = [
  { page: "runs", path: "", word: "Runs", key: "r" },
  { page: "projects", path: "projects", word: "Projects", key: "p" },
  { page: "nodes", path: "nodes", word: "Nodes", key: "n" },
  { page: "metrics", path: "metrics", word: "Metrics", key: "m" },
  { page: "settings", path: "settings", word: "Settings", key: "s" },
];

/** @type {Record<string, () => Promise<{ open: (route: any) => Page }>>} */
const MODULES = {
  runs: () => import("./pages/runs.js"),
  run: () => import("./pages/run.js"),
  projects: () => import("./pages/projects.js"),
  nodes: () => import("./pages/nodes.js"),
  metrics: () => import("./pages/metrics.js"),
  settings: () => import("./pages/settings.js"),
  missing: () => import("./pages/missing.js"),
};

const app = /** @type {HTMLElement} */ (document.getElementById("app"));
/** @type {Page | null} */
let page = null;
let shown = "";
/** @type {any} */
let broken = null;
let menu = false;

async function move() {
  const wanted = route();
  const key = wanted.page + (wanted.id ?? "");
  menu = false;
  if (page && key === shown && page.moved) {
    page.moved(wanted);
    changed();
    return;
  }
  page?.close?.();
  page = null;
  shown = key;
  broken = null;
  try {
    const module = await MODULES[wanted.page]();
    if (shown !== key) return;
    page = module.open(wanted);
  } catch (problem) {
    broken = problem;
  }
  changed();
}

function draw() {
  render(shell(), app);
  const title = page ? page.title() : "";
  const full = title ? `${title} · Agent Runner` : "Agent Runner";
  if (document.title !== full) document.title = full;
}

function shell() {
  const current = route().page;
  return html`<a class="skip" href=${location.pathname + "#main"} @click=${skip}>Skip to the content</a>
    ${banner()}
    <div class="shell">
      <header class="side">
        <a class="brand" href=${to("")} aria-label="Agent Runner, all runs">${icons.brand}<span>Agent Runner</span></a>
        <nav aria-label="Places">
          <ul>${places().map((place) => html`<li class=${place.page === "runs" ? "" : "wide-only"}>
            <a href=${to(place.path)} aria-current=${current === place.page || (current === "run" && place.page === "runs") ? "page" : nothing}>
              ${icons[place.page]}<span>${place.word}</span>
              ${place.page === "nodes" && get("nodes") ? html`<span class="count">${get("nodes")?.length}</span>` : nothing}</a></li>`)}
            <li class="more-button menu-anchor">
              <button class="plain" aria-expanded=${menu ? "true" : "false"} @click=${() => { menu = !menu; changed(); }}>More ${icons.down}</button>
              ${menu ? html`<div class="menu more-menu">${places().slice(1).map((place) => html`<a href=${to(place.path)} aria-current=${current === place.page ? "page" : nothing}>${place.word}</a>`)}</div>` : nothing}
            </li>
          </ul>
        </nav>
        <div class="side-foot">${connection()}${sessionView()}</div>
      </header>
      <div class="content">
        <main id="main" tabindex="-1">${broken ? problemView({ title: "The page did not load.", detail: String(broken.message ?? broken) }, move) : page ? page.view() : nothing}</main>
      </div>
    </div>
    ${toastView()}`;
}

/** The metrics are those of all projects. */
function places() {
  return PLACES.filter((place) => place.page !== "metrics" || seesAll());
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function connection() {
  const state = get("connection");
  const words = { live: "Live", polling: "Live", reconnecting: "Reconnecting", paused: "Updates paused", offline: "Offline" }[state];
  const icon = { live: icons.live, polling: icons.live, reconnecting: icons.reconnecting, paused: icons.hold, offline: icons.offline }[state];
  const title = { live: "Changes arrive as they happen. Click to pause.", polling: "Read every few seconds. Click to pause.", paused: "Click to go on.", reconnecting: "Click to try now.", offline: "Click to try now." }[state];
  return html`<button class="plain connection" data-state=${state} title=${title} @click=${toggle}>${icon}<span class="state">${words}</span></button>`;
}

function toggle() {
  const state = get("connection");
  if (state === "offline" || state === "reconnecting") tryNow();
  else pause(!get("paused"));
}

let retrySeconds = 0;
let bannerTimer = 0;

function banner() {
  const offline = get("connection") === "offline";
  clearTimeout(bannerTimer);
  if (offline) {
    retrySeconds = Math.max(0, Math.ceil((get("retryAt") - Date.now()) / 1000));
    if (retrySeconds > 0) bannerTimer = setTimeout(changed, 1000);
  }
  return html`<div role="status" aria-label="Connection">${offline
    ? html`<div class="banner">${icons.alert}<span>The server does not answer.
        ${get("answeredAt") ? html`What you see is from <strong>${clock(get("answeredAt"))}</strong>.` : nothing}
        <span aria-hidden="true">${retrySeconds > 0 ? `Trying again in ${retrySeconds} s.` : "Trying …"}</span></span>
        <button @click=${tryNow}>Try now</button></div>`
    : get("updated")
      ? html`<div class="banner">${icons.alert}<span>The console was updated.</span><button @click=${() => location.reload()}>Reload</button></div>`
      : nothing}</div>`;
}

/** After a server came back it may bring another console. */
let before = get("connection");
async function watchConnection() {
  const state = get("connection");
  if (state === before) return;
  const was = before;
  before = state;
  if (state === "offline") say("The server does not answer. Actions wait until it does.");
  if (was === "offline" || was === "reconnecting") {
    if (was === "offline" && (state === "live" || state === "polling")) say("The server answers again.");
    const version = /** @type {HTMLMetaElement} */ (document.querySelector("meta[name=console-version]")).content;
    try {
      const text = await (await fetch(new URL("console/", document.baseURI), { headers: { Accept: "text/html" } })).text();
      if (text.includes("console-version") && !text.includes(version)) set({ updated: true });
    } catch {
      // The next time that it is reached.
    }
  }
}

/** The nodes, for their count in the navigation and their names in lists. */
async function watchNodes() {
  if (!document.hidden && get("session") && get("connection") !== "offline") {
    try {
      set({ nodes: await read("nodes") });
    } catch {
      // The connection says so.
    }
  }
  setTimeout(watchNodes, get("nodes") === null ? 500 : 15_000);
}

bind({
  "?": async () => (await import("./parts/help.js")).helpDialog(),
  t: () => {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("theme", dark ? "light" : "dark");
    } catch {
      // It holds until the page is left.
    }
    say(dark ? "Light theme" : "Dark theme");
  },
  r: toggle,
  Escape: () => {
    if (menu) {
      menu = false;
      changed();
    }
  },
  ...Object.fromEntries(PLACES.map((place) => [`g ${place.key}`, () => go(to(place.path))])),
});

addEventListener("signed-in", () => page?.signedIn?.());
subscribe(draw);
subscribe(watchConnection);
subscribe(askToSignIn);
onMove(move);
draw();
learnSession();
watchNodes();
move();
