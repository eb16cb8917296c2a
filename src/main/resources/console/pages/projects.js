// @ts-check
// Projects, and how their runs do.

import { loadProjects, may, seesAll, send } from "../core/api.js";
import { now } from "../core/clock.js";
import { bind } from "../core/keys.js";
import { html, live, nothing } from "../core/lit.js";
import { to } from "../core/router.js";
import { changed, get } from "../core/store.js";
import { dialog, loading, problemView, toast } from "../core/ui.js";
import { keepReading } from "../parts/poll.js";

const EVERY = 60_000;
/** Of how many projects the newest run is asked for: one small request each. */
const ASKED = 60;

export function open() {
  /** @type {any} */
  let problem = null;
  /** @type {Map<number, any>} what is known of a project's runs */
  const known = new Map();
  const abort = new AbortController();
  const stop = keepReading(load, EVERY);
  const unbind = bind({ n: () => edit(null) });

  async function load() {
    try {
      await loadProjects(true);
      problem = null;
      changed();
      for (const project of [...get("projects").values()].slice(0, ASKED)) {
        if (abort.signal.aborted) return;
        known.set(project.id, await about(project.id));
        changed();
      }
    } catch (failed) {
      if (abort.signal.aborted) return;
      problem = failed;
      changed();
      throw failed;
    }
  }

  /** @param {number} id */
  async function about(id) {
    const of = (/** @type {Record<string, any>} */ query) => send("runs", { query: { project_id: id, ...query }, signal: abort.signal });
    const [last, running, queued, failed] = await Promise.all([of({ limit: 1 }), of({ status: "RUNNING", limit: 100 }), of({ status: "QUEUED", limit: 100 }), of({ status: "FAILED", limit: 100, created_after: new Date(now() - 86_400e3).toISOString() })]);
    const number = (/** @type {any} */ answer) => (answer.more ? "100+" : String(answer.body.length));
    return { last: last.body[0], running: number(running), queued: number(queued), failed: number(failed) };
  }

  /** @param {any} project null: a new one */
  async function edit(project) {
    if (!may("submitter") || (!project && !seesAll())) return;
    const values = { name: project?.name ?? "", local_path: project?.local_path ?? "" };
    /** @type {Record<string, string>} */
    let errors = {};
    const saved = await dialog(
      (close) => html`<form novalidate @submit=${async (/** @type {Event} */ event) => {
          event.preventDefault();
          try {
            await send(project ? `projects/${project.id}` : "projects", { method: project ? "PATCH" : "POST", json: { name: values.name, ...(values.local_path ? { local_path: values.local_path } : {}) } });
            close(true);
          } catch (failed) {
            const { errors: found, detail, message } = /** @type {any} */ (failed);
            errors = Object.fromEntries((found ?? []).map((/** @type {any} */ one) => [one.field, one.message]));
            if (!found?.length) errors = { name: detail || message };
            changed();
          }
        }}>
        <div class="dialog-head"><h2>${project ? "Edit the project" : "New project"}</h2></div>
        <div class="dialog-body">${field("name", "Name", "Unique, at most 200 characters")}${field("local_path", "Folder", "Where agents of this project work; a relative one lies below workspace.root")}</div>
        <div class="dialog-foot"><span class="gap"></span><button type="button" @click=${() => close()}>Cancel</button><button class="primary" type="submit">${project ? "Save" : "Create"}</button></div></form>`,
      { label: project ? "Edit the project" : "New project", size: "narrow" },
    );
    if (saved) {
      toast(`Saved ${values.name}.`);
      load().catch(() => {});
    }

    /** @param {"name" | "local_path"} name @param {string} label @param {string} hint */
    function field(name, label, hint) {
      return html`<div class="field"><label for=${`project-${name}`}>${label}</label><input id=${`project-${name}`} autocomplete="off" ?autofocus=${name === "name"} aria-invalid=${errors[name] ? "true" : nothing} aria-describedby=${`project-${name}-hint`} .value=${live(values[name])} @input=${(/** @type {any} */ event) => { values[name] = event.target.value; }} />
        <span id=${`project-${name}-hint`}>${errors[name] ? html`<span class="error">${errors[name]}</span>` : html`<span class="hint">${hint}</span>`}</span></div>`;
    }
  }

  /** @param {any} project */
  function row(project) {
    const runs = known.get(project.id);
    const name = encodeURIComponent(project.name);
    return html`<tr><td><a href=${to(`?project=${name}`)}><strong>${project.name}</strong></a> <span class="faint">${project.id}</span></td>
      <td data-label="Folder" class="muted mono">${project.local_path ?? ""}</td>
      <td data-label="Running" class="num">${runs?.running ?? ""}</td><td data-label="Queued" class="num">${runs?.queued ?? ""}</td>
      <td data-label="Failed in 24 h" class="num">${runs && runs.failed !== "0" ? html`<a href=${to(`?project=${name}&status=failed&last=24h`)}>${runs.failed}</a>` : (runs?.failed ?? "")}</td>
      <td data-label="Last run" class="num">${runs?.last ? html`<a href=${to(`runs/${runs.last.id}`)}><time-ago at=${runs.last.created_at}></time-ago></a>` : runs ? html`<span class="faint">none</span>` : ""}</td>
      <td class="num whole">${may("submitter") ? html`<button @click=${() => edit(project)} aria-label=${`Edit ${project.name}`}>Edit…</button>` : nothing}</td></tr>`;
  }

  return {
    title: () => "Projects",
    view: () => {
      const projects = [...get("projects").values()];
      return html`<div class="page-head"><h1>Projects</h1><div class="actions">${may("submitter") && seesAll() ? html`<button class="primary" @click=${() => edit(null)}>New project <kbd>n</kbd></button>` : nothing}</div></div>
        ${problem ? problemView(problem, () => load().catch(() => {})) : nothing}
        ${projects.length ? html`<div class="card scroll-x"><table class="stack"><caption class="sr">Projects, newest first</caption><thead><tr><th scope="col">Project</th><th scope="col">Folder</th><th scope="col" class="num">Running</th><th scope="col" class="num">Queued</th><th scope="col" class="num">Failed in 24 h</th><th scope="col" class="num">Last run</th><th scope="col"><span class="sr">Actions</span></th></tr></thead><tbody>${projects.map(row)}</tbody></table></div>` : problem ? nothing : html`<div class="card">${loading(4)}</div>`}`;
    },
    close: () => {
      abort.abort();
      stop();
      unbind();
    },
  };
}
