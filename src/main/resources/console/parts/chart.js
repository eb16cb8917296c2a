// @ts-check
// One chart with uPlot, which loads only here; and the same numbers as a table.

import { clock, hourMinute, short } from "../core/format.js";
import { html, nothing } from "../core/lit.js";
import { ref } from "../lib/lit-html/directives/ref.js";

/** @typedef {{ name: string, label: string, colour: string, dash?: number[], style?: string }} Line */
/** @typedef {{ title: string, lines: Line[], stacked?: boolean, unit: (n: number) => string }} ChartOf */

const HEIGHT = 180;
/** @type {Promise<any> | null} */
let library = null;

function load() {
  if (!library) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "console/lib/uplot/uPlot.min.css" });
    document.head.append(link);
    library = import("../lib/uplot/uPlot.esm.js").then((module) => module.default);
  }
  return library;
}

/** @param {string} name of a colour token */
function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export class Chart {
  /** @param {ChartOf} of */
  constructor(of) {
    this.of = of;
    /** @type {any} */
    this.plot = null;
    /** @type {(number | null)[][]} */
    this.data = [[], ...of.lines.map(() => [])];
    /** @type {Element | null} */
    this.element = null;
    this.resized = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry.contentRect.width);
      if (this.plot && width > 0) this.plot.setSize({ width, height: HEIGHT });
    });
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.redraw = () => this.draw();
    this.dark.addEventListener("change", this.redraw);
    this.themed = new MutationObserver(this.redraw);
    this.themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  close() {
    this.dark.removeEventListener("change", this.redraw);
    this.themed.disconnect();
    this.resized.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  /** @param {number[]} times in seconds @param {(number | null)[][]} values by line */
  set(times, values) {
    this.values = values;
    const drawn = this.of.stacked ? stacked(values) : values;
    this.data = [times, ...drawn];
    if (this.plot) this.plot.setData(this.data);
    else this.draw();
  }

  place = (/** @type {Element | undefined} */ element) => {
    this.resized.disconnect();
    this.element = element ?? null;
    if (element) {
      this.resized.observe(element);
      this.draw();
    }
  };

  async draw() {
    const Plot = await load();
    if (!this.element?.isConnected || this.data[0].length === 0) return;
    this.plot?.destroy();
    const muted = colour("muted");
    const line = colour("line");
    const axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 }, font: "11px sans-serif" };
    this.plot = new Plot(
      {
        width: Math.max(200, Math.floor(this.element.getBoundingClientRect().width)),
        height: HEIGHT,
        legend: { show: false },
        cursor: { sync: { key: "metrics" }, drag: { x: false, y: false }, points: { size: 6 } },
        scales: { y: { range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) => [0, high > 0 ? high * 1.1 : 1] } },
        axes: [{ ...axis, size: 28, space: 70, values: (/** @type {any} */ _, /** @type {number[]} */ times) => times.map((time) => (times.length > 1 && times[1] - times[0] < 60 ? clock : hourMinute)(time * 1000)) }, { ...axis, size: 52, values: (/** @type {any} */ _, /** @type {number[]} */ ticks) => ticks.map((tick) => this.of.unit(tick)) }],
        series: [{}, ...this.of.lines.map((one) => ({ label: one.label, stroke: colour(one.colour), width: 1.5, dash: one.dash, fill: this.of.stacked ? transparent(colour(one.colour)) : undefined, points: { show: false } }))],
        bands: this.of.stacked ? this.of.lines.slice(1).map((_, n) => ({ series: [n + 2, n + 1] })) : [],
        hooks: { setCursor: [(/** @type {any} */ plot) => this.told(plot.cursor.idx)] },
      },
      this.data,
      this.element,
    );
    // A canvas says nothing to those who do not see it: the heading and the table do.
    this.plot.root.setAttribute("aria-hidden", "true");
  }

  /** The values under the crosshair. @param {number | null | undefined} index */
  told(index) {
    const place = /** @type {HTMLElement | null | undefined} */ (this.element?.parentElement?.querySelector(".at"));
    if (place) place.textContent = index == null || !this.values ? "" : `${clock(this.data[0][index] * 1000 || 0)}  ${this.of.lines.map((line, n) => `${line.label} ${this.word(this.values?.[n][index])}`).join("  ")}`;
  }

  /** @param {number | null | undefined} value */
  word(value) {
    return value == null ? "–" : this.of.unit(value);
  }

  view() {
    const times = this.data[0];
    const values = this.values ?? [];
    const latest = this.of.lines.map((line, n) => `${line.label} ${this.word(values[n]?.at(-1))}`).join(", ");
    const range = times.length ? `${hourMinute((times[0] ?? 0) * 1000)} to ${hourMinute((times.at(-1) ?? 0) * 1000)}` : "no data yet";
    return html`<section class="card chart" aria-label=${`${this.of.title}: ${latest}; ${range}`}><h2>${this.of.title}<span class="latest">${latest}</span></h2>
      <div class="plot" ${ref(this.place)}></div>
      <div class="legend">${this.of.lines.map((line) => html`<span class=${`key c-${line.colour} ${line.style ?? ""}`}><i></i>${line.label}</span>`)}<span class="at" aria-hidden="true"></span></div>
      <details><summary>Show as table</summary>${times.length ? html`<div class="table" tabindex="0" role="region" aria-label=${`${this.of.title}, table`}><table><caption class="sr">${this.of.title}</caption><thead><tr><th scope="col">Time</th>${this.of.lines.map((line) => html`<th scope="col" class="num">${line.label}</th>`)}</tr></thead>
        <tbody>${times.map((_, n) => times.length - 1 - n).slice(0, 120).map((n) => html`<tr><td>${clock((times[n] ?? 0) * 1000)}</td>${values.map((line) => html`<td class="num">${this.word(line[n])}</td>`)}</tr>`)}</tbody></table></div>` : nothing}</details></section>`;
  }
}

/** @param {(number | null)[][]} values @returns {(number | null)[][]} each line above those before it */
function stacked(values) {
  const sum = /** @type {number[]} */ ([]);
  return values.map((line) => line.map((value, n) => (sum[n] = (sum[n] ?? 0) + (value ?? 0))));
}

/** @param {string} value rgb(…) */
function transparent(value) {
  return value.replace("rgb(", "rgba(").replace(")", ", 0.18)");
}

/** @param {number} n */
export function plain(n) {
  return n >= 1000 ? short(n) : String(Math.round(n * 100) / 100);
}
