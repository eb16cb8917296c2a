// @ts-check
// What went into a run and what came out; and the same as the API has it.

import { address, get } from "../core/api.js";
import { html } from "../core/lit.js";
import { isTerminal } from "../core/status.js";
import { changed } from "../core/store.js";
import { copy, fault, loading } from "../core/ui.js";
import { jsonBlock, TreeState } from "./json-tree.js";

export class DataView {
  /** @param {import("./event-log.js").EventLog} log @param {() => any} run */
  constructor(log, run) {
    this.run = run;
    this.states = { goal: new TreeState(), options: new TreeState(), metadata: new TreeState(), result: new TreeState() };
  }

  open() {}

  close() {}

  view() {
    const run = this.run();
    return html`<div class="blocks">${jsonBlock("Goal", run.goal, this.states.goal)}
      ${jsonBlock("Options", run.options ?? {}, this.states.options)}
      ${jsonBlock("Metadata", run.metadata ?? {}, this.states.metadata)}
      ${run.result === null && !isTerminal(run) ? html`<section class="card block"><div class="block-head"><h2>Result</h2></div><div class="block-body muted">Not yet: the run goes on.</div></section>` : jsonBlock("Result", run.result, this.states.result)}</div>`;
  }
}

export class RawView {
  /** @param {import("./event-log.js").EventLog} log @param {() => any} run */
  constructor(log, run) {
    this.log = log;
    this.run = run;
    this.text = "";
    this.state = new TreeState();
  }

  open() {
    get(`runs/${this.log.run}`, {}, this.log.abort.signal)
      .then((run) => {
        this.text = JSON.stringify(run, null, 2);
        changed();
      })
      .catch(fault);
  }

  close() {}

  curl() {
    const run = this.run();
    const body = { project_id: run.project_id, goal: run.goal, name: run.name, run_type: run.run_type, agent: run.agent, options: run.options, metadata: run.metadata, priority: run.priority, max_attempts: run.max_attempts, timeout_seconds: run.timeout_seconds };
    return `curl -X POST '${address("runs")}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`;
  }

  view() {
    const events = address(`runs/${this.log.run}/events`, { limit: 1000 });
    return html`<div class="blocks">
      <section class="card block"><div class="block-head"><h2>The run as GET /runs/${this.log.run} has it</h2><button class="plain" @click=${() => copy(this.text)}>Copy</button></div><div class="block-body" tabindex="0" role="region" aria-label="The run as JSON">${this.text ? html`<pre>${this.text}</pre>` : loading(6)}</div></section>
      <section class="card block"><div class="block-head"><h2>A request that makes the same run</h2><button class="plain" @click=${() => copy(this.curl())}>Copy</button></div><div class="block-body" tabindex="0" role="region" aria-label="The request"><pre>${this.curl()}</pre></div></section>
      <section class="card block"><div class="block-head"><h2>Its events</h2></div><div class="block-body"><p><a href=${events} target="_blank" rel="noopener">The first 1,000 as JSON</a></p></div></section></div>`;
  }
}
