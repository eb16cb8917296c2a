// @ts-check
// The live nodes.

import { get as read, may, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { count, shortId, whole } from "../core/format.js";
import { html, nothing } from "../core/lit.js";
import { readNode, status, WORDS } from "../core/status.js";
import { changed, get, set } from "../core/store.js";
import { confirm, empty, fault, loading, problemView, toast } from "../core/ui.js";
import { to } from "../core/router.js";
import { keepReading } from "../parts/poll.js";

const EVERY = 2000;

export function open() {
  /** @type {any} */
  let problem = null;
  let ready = false;
  let heartbeat = 10_000;
  let lease = 30_000;
  const stop = keepReading(load, EVERY);
  learnLease();

  async function load() {
    try {
      set({ nodes: await read("nodes") });
      problem = null;
      ready = true;
    } catch (failed) {
      problem = failed;
      throw failed;
    } finally {
      changed();
    }
  }

  /** Who may not read settings sees lateness by the defaults. */
  async function learnLease() {
    try {
      heartbeat = Number((await read("settings/worker.heartbeat")).value) * 1000;
      lease = Number((await read("settings/worker.lease")).value) * 1000;
    } catch {
      // The defaults stay.
    }
  }

  /** @param {any} node */
  async function drain(node) {
    if (!(await confirm({ title: `Drain ${node.name}?`, body: html`<p>The node claims no more runs and finishes the ${count(node.in_flight, "run")} that it has. It goes on serving requests. You can take this back.</p>`, action: "Drain" }))) return;
    await ask(node, "drain", `${node.name} drains.`);
  }

  /** @param {any} node @param {string} verb @param {string} words */
  async function ask(node, verb, words) {
    try {
      await post(`nodes/${node.id}/${verb}`);
      toast(words, verb === "drain" ? { action: { label: "Undo", run: () => ask(node, "undrain", `${node.name} claims again.`) } } : {});
      await load();
    } catch (failed) {
      fault(failed);
    }
  }

  /** @param {any} node @param {string} common the version of most */
  function row(node, common) {
    const key = readNode(node, now(), heartbeat, lease);
    const beat = new Date(Date.parse(node.lease_until) - lease).toISOString();
    const share = node.concurrency ? Math.min(100, (100 * node.in_flight) / node.concurrency) : 0;
    return html`<tr><td><a href=${to(`?node=${encodeURIComponent(node.name)}`)}><strong>${node.name}</strong></a> <span class="faint">${shortId(node.id)}</span></td>
      <td data-label="Status">${status({ key, word: WORDS[key], note: key === "draining" ? (node.in_flight ? `${whole(node.in_flight)} left` : "empty") : "" })}</td>
      <td data-label="Heartbeat" class="num"><time-ago at=${beat}></time-ago></td>
      <td data-label="Slots" class="num"><span class="slots">${whole(node.in_flight)} / ${whole(node.concurrency)}<span class="bar" aria-hidden="true"><i .style=${`width:${share}%`}></i></span></span></td>
      <td data-label="Started" class="num"><time-ago at=${node.started}></time-ago></td>
      <td data-label="Version">${node.version}${node.version === common ? nothing : html` <span class="tag">differs</span>`}</td>
      <td data-label="Address" class="muted">${node.url ?? ""}</td>
      <td class="num whole">${may("operator") ? (node.draining ? html`<button @click=${() => ask(node, "undrain", `${node.name} claims again.`)}>Claim again</button>` : html`<button @click=${() => drain(node)}>Drain…</button>`) : nothing}</td></tr>`;
  }

  function list() {
    const nodes = get("nodes");
    if (!nodes) return problem ? problemView(problem, load) : html`<div class="card">${loading(4)}</div>`;
    if (!nodes.length) return html`<div class="card">${empty("No node is live.", html`<p class="muted">Nodes that do not work show up here too: start one with <code>make start-agent</code>.</p>`)}</div>`;
    const versions = Map.groupBy(nodes, (node) => node.version);
    const common = [...versions].sort((a, b) => b[1].length - a[1].length)[0][0];
    return html`<div class="card scroll-x"><table class="stack"><caption class="sr">Live nodes</caption><thead><tr><th scope="col">Node</th><th scope="col">Status</th><th scope="col" class="num">Heartbeat</th><th scope="col" class="num">Slots in use</th><th scope="col" class="num">Started</th><th scope="col">Version</th><th scope="col">Address</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
      <tbody>${nodes.map((node) => row(node, common))}</tbody></table></div>`;
  }

  return {
    title: () => "Nodes",
    view: () => {
      const nodes = get("nodes") ?? [];
      const slots = nodes.reduce((sum, node) => sum + node.concurrency, 0);
      const used = nodes.reduce((sum, node) => sum + node.in_flight, 0);
      return html`<div class="page-head"><h1>Nodes</h1>${ready && nodes.length ? html`<span class="muted">${count(nodes.length, "node")}, ${whole(used)} of ${whole(slots)} slots in use</span>` : nothing}</div>${list()}`;
    },
    close: stop,
  };
}
