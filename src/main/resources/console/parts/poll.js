// @ts-check
// Pages without a stream of their own: they are read every few seconds while they are seen.

import { get, set } from "../core/store.js";

/** @param {() => Promise<unknown>} read @param {number} every milliseconds @returns {() => void} ends it */
export function keepReading(read, every) {
  let timer = 0;
  let ended = false;
  let tries = 0;
  const turn = async () => {
    if (!document.hidden && !get("paused") && !get("signedOut") && get("session")) {
      try {
        await read();
        tries = 0;
        if (!ended && get("connection") !== "paused") set({ connection: "polling", retryAt: 0 });
      } catch (problem) {
        const down = /** @type {any} */ (problem).status === 0;
        tries++;
        if (!ended && down) set({ connection: tries > 1 ? "offline" : "reconnecting", retryAt: Date.now() + (tries > 1 ? every : 1000) });
      }
    }
    if (!ended) timer = setTimeout(turn, !get("session") ? 100 : tries === 1 ? 1000 : every);
  };
  turn();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
