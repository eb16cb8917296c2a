// @ts-check
// The state that pages share. Changes are batched by microtask: many sets, one call of each subscriber.

/** @typedef {"live" | "polling" | "reconnecting" | "paused" | "offline"} ConnectionState */
/** @typedef {{ access: string, name: string, role: string, projects: number[] | null }} Session */

const state = {
  /** @type {ConnectionState} */
  connection: "reconnecting",
  /** When the next try is due, in milliseconds of this browser's clock. */
  retryAt: 0,
  /** When the server last answered, in milliseconds of the server's clock. */
  answeredAt: 0,
  paused: false,
  updated: false,
  /** @type {Session | null} */
  session: null,
  signedOut: false,
  /** @type {any} */
  stats: null,
  /** @type {any[] | null} */
  nodes: null,
  /** @type {any[] | null} */
  agents: null,
  /** @type {Map<number, any>} */
  projects: new Map(),
  /** The ids of the list that was last shown, for previous and next on a run. @type {string[]} */
  listed: [],
};

/** @typedef {typeof state} State */

/** @type {Set<() => void>} */
const subscribers = new Set();
let pending = false;

/** @template {keyof State} K @param {K} key @returns {State[K]} */
export function get(key) {
  return state[key];
}

/** @param {Partial<State>} changes */
export function set(changes) {
  Object.assign(state, changes);
  changed();
}

/** Asks for one render after the current task. */
export function changed() {
  if (pending) return;
  pending = true;
  queueMicrotask(() => {
    pending = false;
    for (const subscriber of subscribers) subscriber();
  });
}

/** @param {() => void} subscriber @returns {() => void} ends the subscription */
export function subscribe(subscriber) {
  subscribers.add(subscriber);
  return () => subscribers.delete(subscriber);
}
