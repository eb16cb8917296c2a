// @ts-check
// Who is signed in, and the dialog that asks. The page beneath stays, and goes on afterwards.

import { loadProjects, send } from "../core/api.js";
import { html, nothing } from "../core/lit.js";
import { tryNow } from "../core/live.js";
import { changed, get, set } from "../core/store.js";
import { dialog, fault } from "../core/ui.js";

let asking = false;

export async function learnSession() {
  try {
    const session = (await send("session", { quiet: true })).body;
    set(session.role ? { session } : { session: null, signedOut: true });
  } catch {
    setTimeout(learnSession, 2000);
  }
}

export function sessionView() {
  const session = get("session");
  if (!session?.name || session.access === "open") return nothing;
  return html`<span class="who one-line" title=${`Your role: ${session.role}`}>${session.name}</span>
    <button class="plain sign-out" @click=${signOut}>Sign out</button>`;
}

async function signOut() {
  try {
    await send("session", { method: "DELETE" });
    set({ session: null, signedOut: true });
  } catch (problem) {
    fault(problem);
  }
}

/** Opens the dialog once when the server asked for it. */
export async function askToSignIn() {
  if (!get("signedOut") || asking) return;
  asking = true;
  const way = await signInWay();
  let refused = "";
  let busy = false;
  /** @param {SubmitEvent} event @param {(done: boolean) => void} close */
  const submit = async (event, close) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const key = String(new FormData(form).get("key") ?? "").trim();
    busy = true;
    changed();
    try {
      const answer = await send("session", { method: "POST", json: key.startsWith("ar_") ? { key } : { token: key }, quiet: true });
      set({ signedOut: false, session: answer.body });
      close(true);
    } catch (problem) {
      refused = /** @type {any} */ (problem).detail || /** @type {any} */ (problem).message;
    }
    busy = false;
    changed();
  };
  await dialog(
    (close) => html`<form @submit=${(/** @type {SubmitEvent} */ event) => submit(event, close)}>
      <div class="dialog-head"><h2>Sign in</h2></div>
      <div class="dialog-body">
        <input type="text" name="username" autocomplete="username" value="key" hidden />
        <div class="field"><label for="sign-in-key">Access key or token</label>
          <input id="sign-in-key" name="key" type="password" autocomplete="current-password" required autofocus aria-invalid=${refused ? "true" : nothing} aria-describedby="sign-in-error" />
          <span id="sign-in-error" class="error">${refused}</span>
          <span class="hint">This browser keeps no copy of it: the server gives a cookie that scripts cannot read.</span></div>
      </div>
      <div class="dialog-foot">${way ? html`<a class="button" href=${way} target="_self">Sign in with the identity provider</a>` : nothing}<span class="gap"></span><button class="primary" type="submit" ?disabled=${busy}>Sign in</button></div>
    </form>`,
    { label: "Sign in", size: "narrow", locked: true },
  );
  asking = false;
  dispatchEvent(new Event("signed-in"));
  loadProjects(true).catch(fault);
  tryNow();
}

/** The address of the identity provider's sign-in, when the server has one. @returns {Promise<string | undefined>} */
async function signInWay() {
  try {
    const { login: way } = (await send("session", { quiet: true })).body;
    return way ? new URL(way, document.baseURI).href : undefined;
  } catch {
    return undefined;
  }
}
