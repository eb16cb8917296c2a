// @ts-check
// How the cluster did in the last minutes, hour or day.

import { get as read } from "../core/api.js";
import { duration } from "../core/format.js";
import { html } from "../core/lit.js";
import { requery, route } from "../core/router.js";
import { changed } from "../core/store.js";
import { empty, loading, problemView } from "../core/ui.js";
import { Chart, plain } from "../parts/chart.js";
import { keepReading } from "../parts/poll.js";

const RANGES = /** @type {[string, string][]} */ ([["15m", "15 min"], ["1h", "1 h"], ["24h", "24 h"]]);
const EVERY = 10_000;
const seconds = (/** @type {number} */ n) => (n === 0 ? "0" : duration(n * 1000));

/** @type {(import("../parts/chart.js").ChartOf & { perMinute?: boolean })[]} */
const CHARTS = [
  { title: "Runs a minute, by outcome", perMinute: true, stacked: true, unit: plain, lines: [{ name: "completed", label: "completed", colour: "completed" }, { name: "failed", label: "failed", colour: "failed", dash: [6, 3], style: "dashed" }, { name: "stopped", label: "stopped", colour: "stopped", dash: [2, 3], style: "dotted" }] },
  { title: "Queue and running", unit: plain, lines: [{ name: "queued", label: "queued", colour: "queued" }, { name: "running", label: "running", colour: "running", dash: [6, 3], style: "dashed" }] },
  { title: "Age of the oldest queued run", unit: seconds, lines: [{ name: "oldest_queued_seconds", label: "oldest", colour: "paused" }] },
  { title: "Slots in use", unit: plain, lines: [{ name: "in_flight", label: "in use", colour: "running" }, { name: "concurrency", label: "slots", colour: "queued", dash: [6, 3], style: "dashed" }] },
  { title: "Pickup", unit: seconds, lines: [{ name: "pickup_p50", label: "p50", colour: "running" }, { name: "pickup_p95", label: "p95", colour: "waiting", dash: [6, 3], style: "dashed" }] },
  { title: "Run duration", unit: seconds, lines: [{ name: "duration_p50", label: "p50", colour: "running" }, { name: "duration_p95", label: "p95", colour: "waiting", dash: [6, 3], style: "dashed" }] },
  { title: "Retries and recoveries a minute", perMinute: true, unit: plain, lines: [{ name: "retries", label: "retries", colour: "paused" }, { name: "recoveries", label: "recoveries", colour: "failed", dash: [6, 3], style: "dashed" }] },
  { title: "Tokens a minute", perMinute: true, unit: plain, lines: [{ name: "tokens", label: "tokens", colour: "tool" }] },
];

export function open() {
  const asked = route().query.get("range") ?? "";
  let range = RANGES.some(([key]) => key === asked) ? asked : "15m";
  /** @type {any[] | null} */
  let samples = null;
  /** @type {any} */
  let problem = null;
  /** @type {Chart[]} */
  let charts = [];
  let ended = false;
  let stop = keepReading(load, EVERY);

  async function load() {
    try {
      const mine = range;
      const answer = await read("metrics/history", { range });
      if (ended || mine !== range) return;
      samples = Array.isArray(answer) ? answer : answer.samples;
      problem = null;
      show();
    } catch (failed) {
      problem = failed;
      throw failed;
    } finally {
      changed();
    }
  }

  function show() {
    const last = samples?.at(-1) ?? {};
    const wanted = CHARTS.filter((chart) => chart.lines.some((line) => line.name in last));
    if (charts.length !== wanted.length) {
      charts.forEach((chart) => chart.close());
      charts = wanted.map((chart) => new Chart(chart));
    }
    const times = (samples ?? []).map((sample) => Date.parse(sample.at) / 1000);
    charts.forEach((chart, index) => {
      const { lines, perMinute } = wanted[index];
      chart.set(times, lines.map((line) => (samples ?? []).map((sample) => (sample[line.name] == null ? null : perMinute ? (sample[line.name] * 60) / (sample.seconds || 10) : sample[line.name]))));
    });
  }

  /** @param {string} next */
  function choose(next) {
    range = next;
    requery(new URLSearchParams(next === "15m" ? {} : { range: next }));
    stop();
    stop = keepReading(load, EVERY);
    changed();
  }

  return {
    title: () => "Metrics",
    view: () => html`<div class="page-head"><h1>Metrics</h1><div class="actions"><div class="segmented" role="group" aria-label="Range">${RANGES.map(([key, words]) => html`<button aria-pressed=${key === range ? "true" : "false"} @click=${() => choose(key)}>${words}</button>`)}</div></div></div>
      ${problem && !samples ? problemView(problem, () => load().catch(() => {})) : !samples ? html`<div class="card">${loading(10)}</div>` : samples.length < 2 ? html`<div class="card">${empty("No samples yet.", html`<p class="muted">A node takes one every 10 seconds.</p>`)}</div>` : html`<div class="charts">${charts.map((chart) => chart.view())}</div>`}`,
    close: () => {
      ended = true;
      stop();
      charts.forEach((chart) => chart.close());
    },
  };
}
