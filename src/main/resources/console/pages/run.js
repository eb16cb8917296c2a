// @ts-check
// One run.

import { get as read, loadProjects, may, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { count } from "../core/format.js";
import { bind } from "../core/keys.js";
import { html, nothing } from "../core/lit.js";
import { follow } from "../core/live.js";
import { go, to } from "../core/router.js";
import { isTerminal, read as reading, verbs } from "../core/status.js";
import { changed, get } from "../core/store.js";
import { copy, empty, fault, loading, problemView, say } from "../core/ui.js";
import { AttemptsView } from "../parts/attempts-view.js";
import { steer } from "../parts/bulk.js";
import { DataView, RawView } from "../parts/data-view.js";
import { EventLog } from "../parts/event-log.js";
import { EventsView } from "../parts/events-view.js";
import { newRun } from "../parts/new-run.js";
import { header } from "../parts/run-header.js";
import { Timeline } from "../parts/timeline.js";

/** Reading a run again while it lives: verbs of others leave no event at once. */
const AGAIN = 5000;
const AFTER_EVENT = 400;
/** The style sheet of this page alone. */
const STYLE = new Promise((resolve) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "console/css/run.css", onload: resolve, onerror: resolve });
  document.head.append(link);
});

const TABS = /** @type {[string, string][]} */ ([["timeline", "Timeline"], ["events", "Events"], ["attempts", "Attempts"], ["data", "Input and result"], ["raw", "Raw"]]);

/** @param {import("../core/router.js").Route} first */
export function open(first) {
  const id = /** @type {string} */ (first.id);
  const log = new EventLog(id);
  let tab = first.tab ?? "timeline";
  let item = first.item;
  /** @type {any} */
  let run = null;
  /** @type {any} */
  let problem = null;
  /** @type {any} */
  let view = null;
  let unbindView = () => {};
  const timeline = new Timeline(log, () => run);
  const head = { whole: false, menu: false };
  let directive = "";
  let sending = false;
  /** @type {{ id: number, text: string }[]} */
  let sent = [];
  let closed = false;
  let stopFollowing = () => {};
  let again = 0;

  start();
  loadProjects().catch(fault);

  async function start() {
    try {
      await STYLE;
      take(await read(`runs/${id}`, {}, log.abort.signal));
      problem = null;
      log.grow(run.last_event);
      log.loadLife().catch(quiet);
      openTab();
      stopFollowing();
      stopFollowing = follow({
        from: () => [`runs/${id}/events/stream`, { after_id: log.total, names: 0 }],
        types: ["message"],
        opened: () => refresh(),
        poll: () => poll(),
        message: (_, event) => arrived(event),
        ended: () => isTerminal(run) && log.total >= run.last_event,
      });
      clearTimeout(again);
      again = setTimeout(readAgain, AGAIN);
    } catch (failed) {
      if (closed) return;
      problem = failed;
    }
    changed();
  }

  /** @param {any} next */
  function take(next) {
    if (run && next.last_event < run.last_event && next.attempt <= run.attempt && next.status !== run.status) return;
    const before = run && reading(run, now()).word;
    run = next;
    const after = reading(run, now()).word;
    if (before && before !== after) say(`${run.name}: ${after}`);
    changed();
  }

  let refreshing = false;
  async function refresh() {
    if (refreshing || closed) return;
    refreshing = true;
    try {
      take(await read(`runs/${id}`, {}, log.abort.signal));
    } catch {
      // What is shown stays; the connection says that it is old.
    }
    refreshing = false;
  }

  /** Without a stream: the run, then what it wrote. */
  async function poll() {
    take(await read(`runs/${id}`, {}, log.abort.signal));
    for (let turn = 0; log.total < run.last_event && turn < 20; turn++) {
      const events = await read(`runs/${id}/events`, { after_id: log.total, limit: 500, payload_limit: 2000 }, log.abort.signal);
      if (!events.length) break;
      for (const event of events) log.append(event);
    }
    changed();
  }

  let dueRefresh = 0;
  /** @param {any} event */
  function arrived(event) {
    if (!log.append(event)) return;
    if (!dueRefresh) {
      dueRefresh = setTimeout(() => {
        dueRefresh = 0;
        refresh();
      }, AFTER_EVENT);
    }
    changed();
  }

  async function readAgain() {
    if (closed) return;
    if (!document.hidden && !get("paused") && get("connection") !== "offline") {
      const was = isTerminal(run);
      await refresh();
      // It was retried: its log goes on.
      if (was && run.last_event > log.total) start();
    }
    clearTimeout(again);
    again = setTimeout(readAgain, isTerminal(run) ? 2 * AGAIN : AGAIN);
  }

  function openTab() {
    unbindView();
    if (view !== timeline) view?.close();
    view = tab === "events" ? new EventsView(log, () => run, item) : tab === "attempts" ? new AttemptsView(log, () => run) : tab === "data" ? new DataView(log, () => run) : tab === "raw" ? new RawView(log, () => run) : timeline;
    if (view === timeline) timeline.target = Number(item) || 0;
    view.open();
    unbindView = view.keys ? bind(view.keys()) : () => {};
  }

  /** @param {string} verb */
  async function act(verb) {
    const was = isTerminal(run);
    await steer(run, verb, (next) => {
      take(next);
      if (was) start();
      else refresh();
    });
  }

  async function runAgain() {
    if (!may("submitter")) return;
    const other = await newRun({ from: run });
    if (other) go(to(`runs/${other}`));
  }

  /** @param {Event} [event] */
  async function direct(event) {
    event?.preventDefault();
    const text = directive.trim();
    if (!text || sending) return;
    sending = true;
    changed();
    try {
      const made = await post(`runs/${id}/directive`, { text });
      directive = "";
      sent = [...sent, { id: made.id, text }].slice(-3);
      say("Sent");
    } catch (failed) {
      fault(failed);
    }
    sending = false;
    changed();
  }

  /** The first iteration that ended after a directive came. @param {{ id: number }} one */
  function takenUp(one) {
    for (const event of log.loaded(2000)) {
      if (event.id > one.id && !event.type.startsWith("RUN_") && event.type !== "DIRECTIVE") return event.id;
    }
    return 0;
  }

  function directiveBox() {
    if (!verbs(run).direct || !may("submitter")) return nothing;
    return html`<form class="directive" @submit=${direct}>
      ${sent.map((one) => html`<p class="muted">“${one.text}” ${takenUp(one) ? html`was there when <a href=${to(`runs/${id}/events/${takenUp(one)}`)}>event ${takenUp(one)}</a> was written` : "waits for the next iteration"}</p>`)}
      <div class="directive-line"><textarea id="directive" rows=${Math.min(6, directive.split("\n").length)} aria-label="Directive" placeholder="Tell the agent…" .value=${directive}
        @input=${(/** @type {any} */ event) => { directive = event.target.value; changed(); }} @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" && !event.shiftKey) direct(event); else if (event.key === "Escape") /** @type {HTMLElement} */ (event.target).blur(); }}></textarea>
      <button type="submit" ?disabled=${sending || !directive.trim()}>Send</button></div></form>`;
  }

  /** @param {number} step */
  function neighbour(step) {
    const list = get("listed");
    const next = list[list.indexOf(id) + step];
    if (list.includes(id) && next) go(to(`runs/${next}/${tab}`));
  }

  /** @param {unknown} failed */
  function quiet(failed) {
    if (!closed && /** @type {any} */ (failed).status > 0) fault(failed);
  }

  const can = (/** @type {string} */ verb) => run && may("submitter") && /** @type {any} */ (verbs(run))[verb];
  const unbind = bind({
    ...Object.fromEntries(TABS.map(([name], index) => [String(index + 1), () => go(to(`runs/${id}/${name}`), true)])),
    p: () => (can("pause") ? act("pause") : can("resume") && act("resume")),
    s: () => can("stop") && act("stop"),
    y: () => can("retry") && act("retry"),
    d: () => /** @type {HTMLElement | null} */ (document.getElementById("directive"))?.focus(),
    c: () => copy(id, `Copied ${id}`),
    "[": () => neighbour(-1),
    "]": () => neighbour(1),
  });

  return {
    title: () => (run ? `${run.name}, ${reading(run, now()).word.toLowerCase()}` : `Run ${id}`),
    view: () => {
      if (problem?.status === 404) return html`<div class="page-head"><h1>Not found</h1></div>${empty(`There is no run ${id}.`, html`<a class="button" href=${to("")}>All runs</a>`)}`;
      if (problem) return html`<div class="page-head"><h1>Run ${id}</h1></div>${problemView(problem, start)}`;
      if (!run) return html`<div class="page-head"><h1>Run ${id}</h1></div><div class="card">${loading(10)}</div>`;
      const numbers = /** @type {Record<string, number>} */ ({ events: log.total, attempts: run.attempt });
      return html`${header(run, timeline.model().sums, head, { steer: act, again: runAgain })}
        <nav class="tabs" aria-label="Parts of the run">${TABS.map(([name, words]) => html`<a href=${to(`runs/${id}/${name}`)} aria-current=${name === tab ? "page" : nothing} @click=${(/** @type {MouseEvent} */ event) => { if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); go(to(`runs/${id}/${name}`), true); } }}>${words}${numbers[name] ? html` <span class="count" aria-label=${count(numbers[name], name.slice(0, -1))}>${numbers[name].toLocaleString("en-US")}</span>` : nothing}</a>`)}</nav>
        <section class="tab-body" aria-label=${TABS.find(([name]) => name === tab)?.[1] ?? ""}>${view.view()}</section>
        ${directiveBox()}`;
    },
    signedIn: () => {
      if (!run) start();
    },
    moved: (/** @type {import("../core/router.js").Route} */ next) => {
      item = next.item;
      if (next.tab !== tab) {
        tab = next.tab ?? "timeline";
        if (run) openTab();
      } else view?.moved?.(item);
    },
    close: () => {
      closed = true;
      clearTimeout(again);
      clearTimeout(dueRefresh);
      unbind();
      unbindView();
      stopFollowing();
      view?.close();
      timeline.close();
      log.close();
    },
  };
}
