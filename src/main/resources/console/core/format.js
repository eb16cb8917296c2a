// @ts-check
// Numbers, times and sizes as people read them. Pure functions.

const WHOLE = new Intl.NumberFormat("en-US");

/** @param {number} n */
export function whole(n) {
  return WHOLE.format(n);
}

/** A number in few characters: 412, 4.1k, 61k, 1.2M. @param {number} n */
export function short(n) {
  if (n < 1000) return String(n);
  for (const [size, unit] of /** @type {[number, string][]} */ ([[1e9, "G"], [1e6, "M"], [1e3, "k"]])) {
    if (n >= size) {
      const value = n / size;
      return (value < 10 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.floor(value))) + unit;
    }
  }
  return String(n);
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Two units at most: 4s, 6m 15s, 1h 02m, 3d 4h. @param {number} ms */
export function duration(ms) {
  if (!Number.isFinite(ms)) return "";
  if (ms < 0) ms = 0;
  if (ms > 0 && ms < 1000) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 10_000 && ms % 1000 >= 50) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** @param {number} ms since then */
export function ago(ms) {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** @param {number} n */
function pad(n) {
  return String(n).padStart(2, "0");
}

/** The zone of shown times: undefined is this browser's. */
export function zone() {
  try {
    return localStorage.getItem("zone") === "utc" ? "UTC" : undefined;
  } catch {
    return undefined;
  }
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} kind @param {Intl.DateTimeFormatOptions} options @returns {Intl.DateTimeFormat} */
function dateFormat(kind, options) {
  const key = kind + zone();
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", timeZone: zone() });
    formats.set(key, format);
  }
  return format;
}

/** 14:05 @param {string | number} at */
export function hourMinute(at) {
  return dateFormat("hm", { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** 14:05:07 @param {string | number} at */
export function clock(at) {
  return dateFormat("hms", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(at));
}

/** 14:05:07.123 @param {string | number} at */
export function clockMillis(at) {
  return `${clock(at)}.${String(new Date(at).getMilliseconds()).padStart(3, "0")}`;
}

/** 25 Nov 2026 @param {string | number} at */
export function day(at) {
  return dateFormat("day", { day: "numeric", month: "short", year: "numeric" }).format(new Date(at));
}

/** 25 Nov @param {string | number} at */
export function shortDay(at) {
  return dateFormat("short", { day: "numeric", month: "short" }).format(new Date(at));
}

/** @param {string | number} at */
export function exact(at) {
  return `${day(at)}, ${clock(at)}${zone() ? " UTC" : ""}`;
}

/** When something is due: only the time when that is today. @param {string} at @param {number} now */
export function due(at, now) {
  return day(at) === day(now) ? hourMinute(at) : `${day(at)}, ${hourMinute(at)}`;
}

/** @param {number} n @param {string} one @param {string} [many] */
export function count(n, one, many = one + "s") {
  return `${whole(n)} ${n === 1 ? one : many}`;
}

/** @param {string} text @returns {string} the first line, for a row */
export function firstLine(text) {
  const end = text.search(/[\r\n]/);
  return (end < 0 ? text : text.slice(0, end)).slice(0, 500);
}

/** @param {string} id of a node */
export function shortId(id) {
  return id.slice(0, 8);
}
