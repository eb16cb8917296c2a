// @ts-check
// The URL is the state. Pages are modules that load when they are first opened.

/** @typedef {{ page: string, id?: string, tab?: string, item?: string, query: URLSearchParams }} Route */

const TABS = new Set(["timeline", "events", "attempts", "data", "raw"]);
const PAGES = new Set(["projects", "nodes", "metrics", "settings"]);

/** @returns {string} the path of the console, with a slash at its end */
export function root() {
  return new URL("console/", document.baseURI).pathname;
}

/** @param {string} path below the console @returns {string} for href */
export function to(path) {
  return root() + path;
}

/** @returns {Route} */
export function route() {
  const query = new URLSearchParams(location.search);
  const parts = location.pathname.slice(root().length).split("/").filter(Boolean).map(decode);
  if (parts.length === 0) return { page: "runs", query };
  if (parts[0] === "runs" && /^[0-9]{1,19}$/.test(parts[1] ?? "")) {
    const tab = parts[2] ?? "timeline";
    if (TABS.has(tab)) return { page: "run", id: parts[1], tab, item: parts[3], query };
  }
  if (parts.length === 1 && PAGES.has(parts[0])) return { page: parts[0], query };
  return { page: "missing", query };
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @type {() => void} */
let moved = () => {};

/** @param {() => void} listener called when the address changed */
export function onMove(listener) {
  moved = listener;
  addEventListener("popstate", () => moved());
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = /** @type {Element} */ (event.target).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !url.pathname.startsWith(root())) return;
    event.preventDefault();
    go(url.pathname + url.search);
  });
}

/** @param {string} path with query, from the host's root @param {boolean} [replace] no entry of its own in the history */
export function go(path, replace = false) {
  if (path === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", path);
  moved();
}

/** Changes the query of this page in place, without opening it anew. @param {URLSearchParams} query */
export function requery(query) {
  const text = query.toString();
  history.replaceState(history.state, "", location.pathname + (text ? "?" + text : ""));
}
