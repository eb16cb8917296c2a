// @ts-check
// The head of a run: its status, what to do, then facts.

import { may, nodeName, projectName } from "../core/api.js";
import { now } from "../core/clock.js";
import { duration, short, whole } from "../core/format.js";
import { icons } from "../core/icons.js";
import { html, nothing } from "../core/lit.js";
import { to } from "../core/router.js";
import { isTerminal, read, status, verbs } from "../core/status.js";
import { changed, get } from "../core/store.js";
import { copy } from "../core/ui.js";

const SHORT_GOAL = 3;

/** @typedef {{ whole: boolean, menu: boolean }} HeaderState */

/**
 * @param {any} run @param {any} sums of the timeline, null while unknown @param {HeaderState} state
 * @param {{ steer: (verb: string) => void, again: () => void }} acts
 */
export function header(run, sums, state, acts) {
  const reading = read(run, now());
  return html`<div class="run-head">
      <div class="run-title"><nav class="crumb" aria-label="Way back"><a href=${to("")}>Runs</a> <span class="faint" aria-hidden="true">/</span></nav>
        <h1>${run.name}</h1><button class="id plain" title="Copy the id" @click=${() => copy(String(run.id), `Copied ${run.id}`)}>${run.id}</button>
        ${status(reading, "pill")}</div>
      ${actions(run, state, acts)}</div>
    ${goal(run, state)}
    ${run.status === "FAILED" && run.error ? failure(run, acts) : nothing}
    ${facts(run, sums)}`;
}

/** @param {any} run @param {HeaderState} state @param {any} acts */
function actions(run, state, acts) {
  if (!may("submitter")) return nothing;
  const can = verbs(run);
  const offline = get("connection") === "offline";
  const title = offline ? "The server does not answer." : nothing;
  const pausing = run.status === "RUNNING" && run.pause_requested;
  /** @param {string} verb @param {string} words @param {string} key @param {string} [more] */
  const button = (verb, words, key, more = "") => html`<button class=${more} ?disabled=${offline} title=${title} @click=${() => { state.menu = false; acts.steer(verb); }}>${words} <kbd>${key}</kbd></button>`;
  const buttons = html`${can.pause ? button("pause", "Pause", "p") : nothing}${can.resume ? button("resume", pausing ? "Take the pause back" : "Resume", "p") : nothing}
    ${can.retry ? button("retry", "Retry", "y") : nothing}${can.stop ? button("stop", "Stop…", "s", "danger") : nothing}
    <button ?disabled=${offline} title=${title} @click=${() => { state.menu = false; acts.again(); }}>Run again…</button>`;
  return html`<div class="actions run-actions">${pausing ? html`<span class="muted">Pausing after this iteration …</span>` : nothing}${buttons}</div>
    <div class="menu-anchor run-menu"><button aria-expanded=${state.menu ? "true" : "false"} @click=${() => { state.menu = !state.menu; changed(); }}>Actions ${icons.down}</button>
      ${state.menu ? html`<div class="menu">${buttons}</div>` : nothing}</div>`;
}

/** @param {any} run @param {HeaderState} state */
function goal(run, state) {
  const lines = run.goal.split("\n");
  const long = lines.length > SHORT_GOAL || run.goal.length > 280;
  const shown = state.whole || !long ? run.goal : lines.slice(0, SHORT_GOAL).join("\n").slice(0, 280).trimEnd() + " …";
  return html`<div class="run-goal"><p class="prose">${shown}</p>${long ? html`<button class="link" @click=${() => { state.whole = !state.whole; changed(); }}>${state.whole ? "less" : "more"}</button>` : nothing}</div>`;
}

/** @param {any} run @param {any} acts */
function failure(run, acts) {
  const { kind, message, attempt, node } = run.error;
  return html`<div class="problem" role="group" aria-label="Why it failed">${icons.failed}
    <div><strong class="failed-word">${kind ?? "Failed"}</strong><pre tabindex="0" role="region" aria-label="The error">${message ?? ""}</pre><span class="muted">Attempt ${attempt ?? run.attempt}${node ? html` on ${nodeName(node)}` : nothing}</span></div>
    <button class="plain" aria-label="Copy the error" @click=${() => copy(message ?? "")}>${icons.copy}</button>
    ${may("submitter") ? html`<button @click=${() => acts.steer("retry")}>Retry</button>` : nothing}</div>`;
}

/** @param {any} run @param {any} sums */
function facts(run, sums) {
  const due = Math.max(Date.parse(run.created_at), Date.parse(run.run_at ?? run.created_at));
  /** @type {[string, unknown][]} */
  const list = [["Agent", run.agent], ["Project", html`<a href=${to(`?project=${encodeURIComponent(projectName(run.project_id))}`)}>${projectName(run.project_id)}</a>`]];
  if (run.attempt) list.push(["Attempt", `${run.attempt}${run.failures ? `, ${run.failures} of ${run.max_attempts} failed` : ""}`]);
  if (run.current_iteration) list.push(["Iteration", whole(run.current_iteration)]);
  list.push(["Created", html`<time-ago at=${run.created_at}></time-ago>`]);
  if (run.started_at) {
    list.push(["Queued", run.attempt === 1 ? duration(Math.max(0, Date.parse(run.started_at) - due)) : null]);
    list.push([isTerminal(run) ? "Took" : "Since start", html`<time-span from=${run.started_at} to=${run.finished_at ?? ""}></time-span>`]);
  }
  if (sums?.calls) {
    list.push(["Tokens", `${short(sums.input)} in · ${short(sums.output)} out`]);
    if (sums.cost > 0) list.push(["Cost", `$${sums.cost.toFixed(2)}`]);
  }
  if (run.priority) list.push(["Priority", String(run.priority)]);
  if (run.deadline_at && !isTerminal(run)) list.push(["Deadline", run.deadline_at]);
  if (run.node) list.push(["Node", nodeName(run.node)]);
  return html`<dl class="facts">${list.filter(([, value]) => value !== null).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
