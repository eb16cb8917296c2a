// @ts-check
// Where a time stands on the axis. Long stretches in which nothing but waiting happens shrink to a fixed width.

import { duration } from "../core/format.js";

const IDLE_WIDTH = 24;
const IDLE_LEAST = 10_000;
const IDLE_SHARE = 0.05;
const TICK_ROOM = 90;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 18_000e3, 43_200e3, 86_400e3, 172_800e3, 432_000e3, 864_000e3];

/** @typedef {{ from: number, until: number, x: number, width: number, idle: boolean }} Piece */

export class Scale {
  /**
   * @param {number} from @param {number} until @param {number} width in pixels
   * @param {[number, number][]} idle stretches of waiting, in order
   */
  constructor(from, until, width, idle) {
    this.from = from;
    this.until = Math.max(until, from + 1);
    this.width = width;
    const whole = this.until - from;
    const shrunk = idle
      .map(([a, b]) => /** @type {[number, number]} */ ([Math.max(a, from), Math.min(b, this.until)]))
      .filter(([a, b]) => b - a >= IDLE_LEAST && b - a > IDLE_SHARE * whole)
      .slice(0, Math.floor(width / (3 * IDLE_WIDTH)));
    const busy = whole - shrunk.reduce((sum, [a, b]) => sum + b - a, 0);
    this.perMs = (width - shrunk.length * IDLE_WIDTH) / Math.max(1, busy);
    /** @type {Piece[]} */
    this.pieces = [];
    let x = 0;
    let at = from;
    for (const [a, b] of [...shrunk, /** @type {[number, number]} */ ([this.until, this.until])]) {
      if (a > at) {
        this.pieces.push({ from: at, until: a, x, width: (a - at) * this.perMs, idle: false });
        x += (a - at) * this.perMs;
      }
      if (b > a) {
        this.pieces.push({ from: a, until: b, x, width: IDLE_WIDTH, idle: true });
        x += IDLE_WIDTH;
      }
      at = b;
    }
  }

  /** @param {number} time */
  x(time) {
    if (time <= this.from) return 0;
    for (const piece of this.pieces) {
      if (time <= piece.until) return piece.x + ((time - piece.from) / (piece.until - piece.from)) * piece.width;
    }
    return this.width;
  }

  /** @param {number} x */
  time(x) {
    for (const piece of this.pieces) {
      if (x <= piece.x + piece.width) return piece.from + (Math.max(0, x - piece.x) / piece.width) * (piece.until - piece.from);
    }
    return this.until;
  }

  /** @param {number} zero what the first label counts from @returns {{ x: number, label: string }[]} */
  ticks(zero) {
    const step = STEPS.find((one) => one * this.perMs >= TICK_ROOM) ?? /** @type {number} */ (STEPS.at(-1));
    /** @type {{ x: number, label: string }[]} */
    const ticks = [];
    for (const piece of this.pieces) {
      if (piece.idle) continue;
      for (let time = zero + Math.ceil((piece.from - zero) / step) * step; time <= piece.until; time += step) {
        const x = this.x(time);
        if (x > this.width - 30 || (ticks.length && x - ticks[ticks.length - 1].x < TICK_ROOM * 0.8)) continue;
        ticks.push({ x, label: label(time - zero, step) });
      }
    }
    return ticks;
  }

  breaks() {
    return this.pieces.filter((piece) => piece.idle).map((piece) => ({ x: piece.x, width: piece.width, label: duration(piece.until - piece.from) }));
  }
}

/** @param {number} ms @param {number} step */
function label(ms, step) {
  if (step < 1000) return ms < 1000 ? `${ms} ms` : `${+(ms / 1000).toFixed(3)} s`;
  if (step < 60e3) return ms < 60e3 ? `${Math.round(ms / 1000)} s` : duration(ms);
  if (step < 3600e3) return ms < 3600e3 ? `${Math.round(ms / 60e3)} min` : duration(ms);
  return step < 86_400e3 ? `${Math.round(ms / 3600e3)} h` : `${Math.round(ms / 86_400e3)} d`;
}
