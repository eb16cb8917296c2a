// @ts-check
import { html } from "../core/lit.js";
import { dialog } from "../core/ui.js";

const GROUPS = /** @type {[string, [string, string][]][]} */ ([
  ["Everywhere", [["g r", "Runs"], ["g p", "Projects"], ["g n", "Nodes"], ["g m", "Metrics"], ["g s", "Settings"], ["n", "New run"], ["r", "Pause or go on with updates"], ["t", "Light or dark"], ["?", "This help"]]],
  ["Runs", [["/", "Filter"], ["j k", "Next, previous row"], ["Enter", "Open"], ["x", "Select"], ["Shift x", "Select up to here"], ["*", "Select all that match"], ["Esc", "Clear the selection"]]],
  ["A run", [["1 … 5", "Tabs"], ["p", "Pause or resume"], ["s", "Stop (asks)"], ["y", "Retry"], ["d", "Write a directive"], ["[ ]", "Previous, next run of the list"], ["c", "Copy the id"]]],
  ["Timeline", [["↑ ↓", "Rows"], ["← →", "Fold, unfold"], ["+ − 0", "Zoom"], ["e", "Errors only"], ["i", "Collapse idle time"]]],
  ["Events", [["f", "Follow"], ["e", "Errors only"], ["Home End", "First, last"]]],
]);

let open = false;

export async function helpDialog() {
  if (open) return;
  open = true;
  await dialog(
    (close) => html`<div class="dialog-head"><h2>Keys</h2></div>
      <div class="dialog-body" tabindex="0" role="region" aria-label="All keys">${GROUPS.map(
        ([title, keys]) => html`<section><h3 class="muted">${title}</h3>
          <dl class="keys">${keys.map(([key, words]) => html`<dt>${key.split(" ").map((one) => html`<kbd>${one}</kbd>`)}</dt><dd>${words}</dd>`)}</dl></section>`,
      )}<p class="muted">Off while you type, and with Ctrl, Alt or Meta. Settings can switch them off.</p></div>
      <div class="dialog-foot"><span class="gap"></span><button autofocus @click=${() => close()}>Close</button></div>`,
    { label: "Keys", size: "narrow" },
  );
  open = false;
}
