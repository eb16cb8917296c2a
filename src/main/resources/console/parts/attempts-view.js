// @ts-check
// The attempts of a run as a table.

import { nodeName, send } from "../core/api.js";
import { duration, exact, whole } from "../core/format.js";
import { icons } from "../core/icons.js";
import { html, nothing } from "../core/lit.js";
import { status, WORDS } from "../core/status.js";
import { changed } from "../core/store.js";
import { copy, empty, loading, problemView } from "../core/ui.js";

const KEYS = /** @type {Record<string, [string, string]>} */ ({
  COMPLETED: ["completed", WORDS.completed],
  FAILED: ["failed", WORDS.failed],
  TIMED_OUT: ["failed", "Timed out"],
  PAUSED: ["paused", WORDS.paused],
  STOPPED: ["stopped", WORDS.stopped],
  RELEASED: ["queued", "Released"],
  LOST: ["lost", "Node lost"],
  WAITING: ["waiting", WORDS.waiting],
});

export class AttemptsView {
  /** @param {import("./event-log.js").EventLog} log @param {() => any} run */
  constructor(log, run) {
    this.log = log;
    this.run = run;
    /** @type {any[] | null} newest first */
    this.attempts = null;
    this.more = false;
    /** @type {any} */
    this.problem = null;
    this.loadedFor = "";
  }

  open() {}

  close() {}

  async load() {
    try {
      const answer = await send(`runs/${this.log.run}/attempts`, { signal: this.log.abort.signal });
      this.attempts = answer.body;
      this.more = answer.more;
      this.problem = null;
    } catch (problem) {
      if (!this.log.abort.signal.aborted) this.problem = problem;
    }
    changed();
  }

  async loadMore() {
    const attempts = this.attempts ?? [];
    const answer = await send(`runs/${this.log.run}/attempts`, { query: { before_id: attempts.at(-1).attempt }, signal: this.log.abort.signal });
    this.attempts = [...attempts, ...answer.body];
    this.more = answer.more;
    changed();
  }

  view() {
    const run = this.run();
    const key = `${run.attempt} ${run.status} ${run.current_iteration}`;
    if (key !== this.loadedFor) {
      this.loadedFor = key;
      this.load();
    }
    if (this.problem) return problemView(this.problem, () => this.load());
    if (!this.attempts) return html`<div class="card">${loading(4)}</div>`;
    if (!this.attempts.length) return html`<div class="card">${empty("No attempt yet.", html`<p class="muted">One starts when a node claims the run.</p>`)}</div>`;
    return html`<div class="card scroll-x"><table class="stack"><caption class="sr">Attempts, newest first</caption>
      <thead><tr><th scope="col">Attempt</th><th scope="col">Outcome</th><th scope="col">Node</th><th scope="col">Started</th><th scope="col" class="num">Took</th><th scope="col" class="num">Iterations</th><th scope="col">Error</th></tr></thead>
      <tbody>${this.attempts.map((one) => this.row(one))}</tbody></table></div>
      ${this.more ? html`<div class="list-foot"><button @click=${() => this.loadMore()}>Load more</button></div>` : nothing}`;
  }

  /** @param {any} one */
  row(one) {
    const [key, word] = one.outcome ? (KEYS[one.outcome] ?? ["queued", one.outcome]) : ["running", WORDS.running];
    const message = one.error?.message ?? (typeof one.error === "string" ? one.error : "");
    const [first, ...rest] = message.split("\n");
    return html`<tr><td><strong>${one.attempt}</strong></td><td data-label="Outcome">${status({ key, word, note: "" })}</td><td data-label="Node">${nodeName(one.node)}</td>
      <td data-label="Started">${exact(one.started_at)}</td><td class="num" data-label="Took">${one.ended_at ? duration(Date.parse(one.ended_at) - Date.parse(one.started_at)) : html`<time-span from=${one.started_at} to=""></time-span>`}</td>
      <td class="num" data-label="Iterations">${whole(one.iterations ?? 0)}</td>
      <td class="whole">${first ? html`<div class="attempt-error">${rest.length ? html`<details><summary>${first}</summary><pre>${rest.join("\n")}</pre></details>` : html`<span>${first}</span>`}<button class="plain" aria-label="Copy the error" @click=${() => copy(message)}>${icons.copy}</button></div>` : nothing}</td></tr>`;
  }
}
