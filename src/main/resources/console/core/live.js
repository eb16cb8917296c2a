// @ts-check
// The one open stream of a page: it is opened, watched, opened again, and closed while nobody looks. When streams cannot be had
// but the server answers, the page is read every few seconds instead.

import { address, send } from "./api.js";
import { get, set } from "./store.js";

const DELAYS = [1000, 2000, 4000, 5000];
const POLL = 5000;
const STREAM_AGAIN = 30_000;
const HIDDEN = 60_000;
/** The server sends a comment every 15 s, which the browser does not show; a connection that hangs is found by asking. */
const SILENT = 20_000;

/**
 * @typedef {object} Following
 * @property {() => [string, Record<string, any>]} from path and query, asked at each opening
 * @property {string[]} types events of the stream that are wanted
 * @property {(type: string, data: any, id: string) => void} message
 * @property {() => void} opened what is shown may be old: read it again
 * @property {() => Promise<unknown>} poll reads what is shown
 * @property {() => boolean} [ended] whether the end of the stream means that there is no more to come
 */

/** @type {Follower | null} */
let current = null;

/** Follows a stream in place of the one before. @param {Following} following */
export function follow(following) {
  current?.close();
  current = new Follower(following);
  const mine = current;
  return () => {
    mine.close();
    if (current === mine) current = null;
  };
}

/** Tries at once, not when it is due. */
export function tryNow() {
  current?.restart();
}

/** @param {boolean} paused */
export function pause(paused) {
  set({ paused });
  if (current) paused ? current.hold("paused") : current.restart();
  else set({ connection: paused ? "paused" : "live" });
}

class Follower {
  /** @param {Following} following */
  constructor(following) {
    this.following = following;
    this.tries = 0;
    this.timer = 0;
    this.silence = 0;
    this.hiddenTimer = 0;
    this.streamAgainAt = 0;
    this.closed = false;
    /** @type {EventSource | null} */
    this.source = null;
    this.visibility = () => this.seen();
    document.addEventListener("visibilitychange", this.visibility);
    if (get("paused")) set({ connection: "paused" });
    else this.open();
  }

  open() {
    this.stop();
    if (this.closed) return;
    const [path, query] = this.following.from();
    const source = new EventSource(address(path, query));
    this.source = source;
    source.onopen = () => {
      this.tries = 0;
      this.heard();
      set({ connection: "live", retryAt: 0 });
      this.following.opened();
    };
    for (const type of this.following.types) {
      source.addEventListener(type, (/** @type {MessageEvent} */ event) => {
        this.heard();
        this.following.message(type, JSON.parse(event.data), event.lastEventId);
      });
    }
    source.onerror = () => this.failed();
  }

  /** Hears nothing for long: perhaps there is nobody any more. */
  heard() {
    clearTimeout(this.silence);
    this.silence = setTimeout(async () => {
      if (this.closed || !this.source) return;
      try {
        await send("health/live", { signal: AbortSignal.timeout(4000), quiet: true });
        this.heard();
      } catch {
        this.failed();
      }
    }, SILENT);
  }

  async failed() {
    this.stop();
    if (this.closed) return;
    if (this.following.ended?.()) {
      this.pollIn(2 * POLL);
      return;
    }
    try {
      await this.following.poll();
      if (this.closed || this.source) return;
      this.streamAgainAt = Date.now() + (this.tries === 0 ? 1000 : STREAM_AGAIN);
      this.tries++;
      if (this.tries === 1) this.retryIn(500);
      else this.pollIn(POLL);
    } catch (problem) {
      if (this.closed) return;
      // After the sign-in it is opened again.
      if (/** @type {any} */ (problem).status === 401) return;
      const delay = DELAYS[Math.min(this.tries++, DELAYS.length - 1)];
      set({ connection: this.tries > 1 ? "offline" : "reconnecting", retryAt: Date.now() + delay });
      this.retryIn(delay);
    }
  }

  /** @param {number} delay */
  retryIn(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), delay);
  }

  /** @param {number} delay */
  pollIn(delay) {
    set({ connection: "polling", retryAt: 0 });
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      if (this.closed) return;
      if (!this.following.ended?.() && Date.now() >= this.streamAgainAt) return this.open();
      try {
        await this.following.poll();
        if (!this.closed) this.pollIn(delay);
      } catch {
        this.failed();
      }
    }, delay);
  }

  /** Closed while the page is hidden for a minute; opened again when it is seen. */
  seen() {
    clearTimeout(this.hiddenTimer);
    if (document.hidden) this.hiddenTimer = setTimeout(() => this.stop(), HIDDEN);
    else if (!this.source && !get("paused")) this.restart();
  }

  /** @param {"paused"} state */
  hold(state) {
    this.stop();
    set({ connection: state, retryAt: 0 });
  }

  restart() {
    this.tries = 0;
    this.open();
  }

  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  close() {
    this.closed = true;
    clearTimeout(this.hiddenTimer);
    document.removeEventListener("visibilitychange", this.visibility);
    this.stop();
  }
}
