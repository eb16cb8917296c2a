// @ts-check
// The list of runs.

import { loadProjects, may } from "../core/api.js";
import { now } from "../core/clock.js";
import { count, whole } from "../core/format.js";
import { bind } from "../core/keys.js";
import { html, nothing } from "../core/lit.js";
import { follow, pause } from "../core/live.js";
import { go, requery, route, to } from "../core/router.js";
import { WORDS } from "../core/status.js";
import { changed, get, set } from "../core/store.js";
import { copy, empty, fault, loading, problemView } from "../core/ui.js";
import { FilterBox, spanSelect } from "../parts/filter-box.js";
import { fromQuery, isNone, none, STATUSES, toApi, toBulk, tokens, toQuery, withToken } from "../parts/filter.js";
import { PAGE, RunList } from "../parts/run-list.js";
import { runsTable } from "../parts/runs-table.js";

/** The list as it was left, so that Back brings it back. @type {any} */
let kept = null;

export function open() {
  let filter = fromQuery(route().query);
  const back = kept && kept.query === toQuery(filter).toString() ? kept : null;
  kept = null;
  const runs = new RunList(filter, back?.list);
  const box = new FilterBox(() => filter, apply);

  if (back) {
    requestAnimationFrame(() => {
      scrollTo(0, back.scroll);
      requestAnimationFrame(() => focusRow(back.focus));
    });
  } else runs.load();
  loadProjects().catch(fault).then(() => filter.project && runs.load());
  let stopFollowing = followChanges();

  function followChanges() {
    return follow({
      from: () => {
        const query = toApi(filter, now()) ?? {};
        return ["events/stream", { project_id: query.project_id, agent: query.agent, node: query.node }];
      },
      types: ["run", "many", "stats", "reset"],
      opened: () => runs.refresh(),
      poll: () => runs.refresh(true),
      message: (type, data) => {
        if (type === "stats") set({ stats: data });
        else if (type === "run") runs.arrived([data.run]);
        else setTimeout(() => runs.refresh(), type === "many" ? Math.random() * 2000 : 0);
      },
    });
  }

  /** @param {import("../parts/filter.js").Filter} next */
  function apply(next) {
    if (toQuery(next).toString() === toQuery(filter).toString()) {
      changed();
      return;
    }
    const streamed = JSON.stringify([filter.project, filter.agent, filter.node]);
    filter = runs.filter = next;
    requery(toQuery(filter));
    runs.selectAll(false);
    runs.load();
    if (JSON.stringify([filter.project, filter.agent, filter.node]) !== streamed) {
      stopFollowing();
      stopFollowing = followChanges();
    }
    changed();
  }

  function matching() {
    const stats = get("stats");
    if (!stats || tokens(filter).length || filter.q || filter.last) return null;
    return filter.status ? countOf(filter.status, stats) : allOf(stats);
  }

  /** @param {string} verb */
  async function steerSelected(verb) {
    const { steerMany } = await import("../parts/bulk.js");
    steerMany(verb, { ids: [...runs.selected], about: runs.selected.size }, () => {
      clear();
      runs.refresh();
    });
  }

  /** @param {string} verb */
  async function steerMatching(verb) {
    const { steerMany } = await import("../parts/bulk.js");
    const bulk = toBulk(filter, now());
    if (bulk)
      steerMany(verb, { filter: bulk, about: matching() }, () => {
        clear();
        runs.refresh();
      });
  }

  let everything = false;

  function chips() {
    const stats = get("stats");
    const counted = stats && !tokens(filter).length && !filter.q && !filter.last;
    /** @param {string} key @param {string} word @param {number | null} number */
    const chip = (key, word, number) => html`<button class=${`chip ${key ? "s-" + key : ""}`} aria-pressed=${filter.status === key ? "true" : "false"} @click=${() => apply({ ...filter, status: key })}>
      <span class="word">${word}</span>${counted && number !== null ? html`<span class="count">${whole(number)}</span>` : nothing}</button>`;
    return html`<div class="chips" role="group" aria-label="Status">${chip("", "All", stats && allOf(stats))}${STATUSES.map((key) => chip(key, WORDS[key], stats && countOf(key, stats)))}</div>`;
  }

  function bulkBar() {
    if (!runs.selected.size || !may("submitter")) return nothing;
    const all = may("operator") && toBulk(filter, now()) !== null;
    const act = everything ? steerMatching : steerSelected;
    const total = matching();
    return html`<div class="bulk" role="region" aria-label="Selection">
      <strong>${everything ? `All ${total === null ? "" : whole(total) + " "}that match` : `${whole(runs.selected.size)} selected`}</strong>
      <button @click=${() => act("pause")}>Pause</button><button @click=${() => act("resume")}>Resume</button><button @click=${() => act("retry")}>Retry</button><button class="danger" @click=${() => act("stop")}>Stop…</button>
      ${all ? html`<button class="link" @click=${() => { everything = !everything; changed(); }}>${everything ? "Only the selected" : `Select all ${total === null ? "" : whole(total) + " "}that match`}</button>` : nothing}
      <span class="gap"></span><button class="plain" @click=${clear}>Clear</button></div>`;
  }

  function clear() {
    everything = false;
    runs.selectAll(false);
  }

  function list() {
    const { rows, state, problem, fresh, selected } = runs;
    if (state === "loading") return html`<div class="card">${loading(12)}</div>`;
    if (state === "failed") return problemView(problem, () => runs.load());
    const failed = problem ? problemView(problem, () => runs.load()) : nothing;
    if (!rows.length) return html`${failed}<div class="card">${isNone(filter) ? noneYet() : noMatch()}</div>`;
    return html`${failed}<div class="card">
      ${fresh.size ? html`<button class="fresh" @click=${() => runs.showFresh()}>Show ${count(fresh.size, "new run")}</button>` : nothing}
      ${runsTable({ rows, selected, select: runs.select, all: runs.selectAll, steering: may("submitter") })}</div>
      <div class="list-foot">${runs.more ? html`<button ?disabled=${runs.loadingMore} @click=${() => runs.loadMore()}>Load ${PAGE} more</button>` : nothing}<span class="muted">showing ${whole(rows.length)}</span></div>`;
  }

  function noneYet() {
    const curl = `curl -X POST '${new URL("runs", document.baseURI).href}?project_id=1&goal=Say+hello'`;
    return empty("No runs yet.", html`${may("submitter") ? html`<button class="primary" @click=${create}>New run</button>` : nothing}<p class="muted">or</p><pre>${curl}</pre><button @click=${() => copy(curl)}>Copy</button>`);
  }

  function noMatch() {
    const drops = [...tokens(filter), ...(filter.status ? [["status", filter.status]] : []), ...(filter.q ? [["q", filter.q]] : []), ...(filter.last ? [["last", filter.last]] : [])];
    return empty("No runs match.", html`<button @click=${() => { apply(none()); box.sync(); }}>Clear the filter</button>
      ${drops.length > 1 ? html`<p class="muted">or drop ${drops.map(([name, value], index) => html`${index ? ", " : ""}<button class="link" @click=${() => { apply(withToken(filter, name, "")); box.sync(); }}>${name === "q" ? `“${value}”` : `${name}: ${value}`}</button>`)}</p>` : nothing}`);
  }

  async function create() {
    if (!may("submitter")) return;
    const { newRun } = await import("../parts/new-run.js");
    const id = await newRun({ project: filter.project });
    if (id) go(to(`runs/${id}`));
  }

  function focused() {
    return document.activeElement?.closest("tr[data-id]")?.getAttribute("data-id") ?? "";
  }

  /** @param {string} id */
  function focusRow(id) {
    /** @type {HTMLElement | null} */ (document.querySelector(`tr[data-id="${CSS.escape(id)}"] .row-link`))?.focus();
  }

  /** @param {number} step */
  function walk(step) {
    const at = runs.rows.findIndex((run) => String(run.id) === focused());
    const next = runs.rows[Math.max(0, Math.min(runs.rows.length - 1, at < 0 ? 0 : at + step))];
    if (next) focusRow(String(next.id));
  }

  const scrolled = () => runs.rows.length > 1000 && changed();
  addEventListener("scroll", scrolled, { passive: true });
  const unbind = bind({
    "/": () => box.focus(),
    n: create,
    j: () => walk(1),
    k: () => walk(-1),
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    x: () => focused() && may("submitter") && runs.select(focused(), !runs.selected.has(focused()), false),
    "Shift+x": () => focused() && may("submitter") && runs.select(focused(), true, true),
    "*": () => {
      if (!may("submitter")) return;
      runs.selectAll(true);
      everything = may("operator") && toBulk(filter, now()) !== null;
    },
    Escape: clear,
  });

  return {
    title: () => "Runs",
    view: () => html`<div class="page-head"><h1>Runs</h1><div class="actions">
        <button @click=${() => pause(!get("paused"))} aria-pressed=${get("paused") ? "true" : "false"}>${get("paused") ? "Go on with updates" : "Pause updates"} <kbd>r</kbd></button>
        ${may("submitter") ? html`<button class="primary" @click=${create} ?disabled=${get("connection") === "offline"} title=${get("connection") === "offline" ? "The server does not answer." : ""}>New run <kbd>n</kbd></button>` : nothing}</div></div>
      ${chips()}
      <div class="filter-row">${box.view()}${spanSelect(filter, apply)}</div>
      ${list()}${bulkBar()}`,
    moved: () => {
      filter = runs.filter = fromQuery(route().query);
      box.sync();
      runs.load();
    },
    close: () => {
      kept = { query: toQuery(filter).toString(), list: runs, scroll: scrollY, focus: focused() };
      set({ listed: runs.rows.map((run) => String(run.id)) });
      removeEventListener("scroll", scrolled);
      unbind();
      runs.close();
      stopFollowing();
      scrollTo(0, 0);
    },
  };
}

/** @param {string} key @param {any} stats @returns {number} */
function countOf(key, stats) {
  return key === "waiting" ? stats.scheduled : stats[key];
}

/** @param {any} stats @returns {number} */
function allOf(stats) {
  return stats.queued + stats.scheduled + stats.running + stats.paused + stats.completed + stats.failed + stats.stopped;
}
