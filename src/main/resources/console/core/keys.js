// @ts-check
// Keys without modifiers, off in fields; they can be switched off (WCAG 2.1.4).

/** @typedef {Record<string, (event: KeyboardEvent) => void>} Keys */

/** @type {Keys[]} the innermost last */
const layers = [];
let prefix = "";
let prefixTimer = 0;

/** @param {Keys} keys @returns {() => void} takes them away */
export function bind(keys) {
  layers.push(keys);
  return () => {
    const at = layers.indexOf(keys);
    if (at >= 0) layers.splice(at, 1);
  };
}

export function keysOn() {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
  if (!keysOn() && event.key !== "Escape") return;
  const name = prefix + (event.shiftKey && event.key.length > 1 ? "Shift+" : "") + (event.shiftKey && /^[a-zA-Z]$/.test(event.key) ? "Shift+" + event.key.toLowerCase() : event.key);
  clearTimeout(prefixTimer);
  prefix = "";
  for (const keys of layers.toReversed()) {
    if (keys[name]) {
      event.preventDefault();
      keys[name](event);
      return;
    }
  }
  if (name === "g") {
    prefix = "g ";
    prefixTimer = setTimeout(() => (prefix = ""), 1200);
  }
});
