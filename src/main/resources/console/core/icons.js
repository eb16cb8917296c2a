// @ts-check
// Icons of our own: 16 px, stroke 1.5, the colour of the text. The word stands beside each.

import { html, svg } from "./lit.js";

/** @param {unknown} body @param {string} [name] */
function icon(body, name = "") {
  return html`<svg class=${name} width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`;
}

const ring = svg`<circle cx="8" cy="8" r="6.25" opacity="0.35"/>`;
const circle = svg`<circle cx="8" cy="8" r="6.25"/>`;
const arc = svg`<path class="spin" d="M8 1.75a6.25 6.25 0 0 1 6.25 6.25"/>`;
const bars = svg`<path d="M6.5 6v4M9.5 6v4"/>`;
/** A filled disc with its sign cut out, so that it works in forced colours too. @param {string} sign */
const disc = (sign) => svg`<path fill="currentColor" stroke="none" fill-rule="evenodd" d=${"M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z" + sign}/>`;

/** @type {Record<string, ReturnType<typeof icon>>} */
export const icons = {
  queued: icon(svg`<circle cx="8" cy="8" r="6.25" stroke-dasharray="2.6 2.3"/>`),
  waiting: icon([circle, svg`<path d="M8 4.5V8l2.2 1.6"/>`]),
  running: icon([ring, arc]),
  pausing: icon([ring, arc, bars]),
  paused: icon([circle, bars]),
  needs: icon(svg`<path fill="currentColor" stroke="none" fill-rule="evenodd" d="M8 .8 15.2 8 8 15.2.8 8 8 .8Zm-.8 3.9v4.1h1.6V4.7H7.200Zm0 5.300v1.600h1.600v-1.600H7.200Z"/>`),
  completed: icon(disc("M11.600 5.100 12.600 6.100 7.200 11.500 4 8.300 5 7.300 7.200 9.500Z")),
  failed: icon(disc("M5.500 4.500 8 7 10.500 4.500 11.500 5.500 9 8 11.500 10.500 10.500 11.500 8 9 5.500 11.500 4.500 10.500 7 8 4.500 5.500Z")),
  stopped: icon([circle, svg`<rect x="5.500" y="5.500" width="5" height="5" rx="0.500" fill="currentColor" stroke="none"/>`]),
  ready: icon([circle, svg`<path d="m5.200 8.200 2 2 3.700-4.200"/>`]),
  draining: icon([circle, svg`<path d="M8 4.800v6M5.600 8.500 8 10.900l2.400-2.400"/>`]),
  late: icon([circle, svg`<path d="M8 4.500V8l2.200 1.600"/>`]),
  lost: icon([circle, svg`<path d="m5.700 5.700 4.600 4.600M10.300 5.700l-4.600 4.600"/>`]),

  brand: icon(svg`<path d="M1.500 8.500h2.800l2-5.500 3.200 10 2.100-4.500h2.900"/>`),
  runs: icon(svg`<path d="M2 4h12M2 8h12M2 12h8"/>`),
  projects: icon(svg`<path d="M1.800 4.200h4.400l1.500 1.700h6.500v6.900H1.800Z"/>`),
  nodes: icon([svg`<rect x="2" y="2.500" width="12" height="4.500" rx="1"/>`, svg`<rect x="2" y="9" width="12" height="4.500" rx="1"/>`, svg`<path d="M4.800 4.750h0M4.800 11.250h0"/>`]),
  metrics: icon(svg`<path d="M2 13.500V2.500M2 13.500h12M4.800 10.500l2.700-3.600 2.500 2 3.500-4.900"/>`),
  settings: icon([svg`<path d="M2 4.500h7M13 4.500h1M2 11.500h1M7 11.500h7"/>`, svg`<circle cx="11" cy="4.500" r="1.800"/>`, svg`<circle cx="5" cy="11.500" r="1.800"/>`]),
  search: icon([svg`<circle cx="7" cy="7" r="4.500"/>`, svg`<path d="m10.500 10.500 3.500 3.500"/>`]),
  live: icon(svg`<circle cx="8" cy="8" r="3.500" fill="currentColor" stroke="none"/>`),
  reconnecting: icon(svg`<circle cx="8" cy="8" r="3.500" stroke-dasharray="2 2"/>`),
  hold: icon(svg`<path d="M6 5v6M10 5v6"/>`),
  offline: icon(svg`<path d="m5 5 6 6M11 5l-6 6"/>`),
  alert: icon([svg`<path d="M8 2 14.500 13.500h-13Z"/>`, svg`<path d="M8 6.500v3M8 11.500h0"/>`]),
  close: icon(svg`<path d="m4.500 4.500 7 7M11.500 4.500l-7 7"/>`),
  down: icon(svg`<path d="m4.500 6.500 3.500 3.500 3.500-3.500"/>`),
  right: icon(svg`<path d="m6.500 4.500 3.500 3.500-3.500 3.500"/>`),
  copy: icon([svg`<rect x="5.500" y="5.500" width="8" height="8" rx="1.500"/>`, svg`<path d="M10.500 3.500a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1"/>`]),
};
