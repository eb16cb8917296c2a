// @ts-check
import { html } from "../core/lit.js";
import { to } from "../core/router.js";
import { empty } from "../core/ui.js";

export function open() {
  return {
    title: () => "Not found",
    view: () => html`<div class="page-head"><h1>Not found</h1></div>${empty("There is no such page.", html`<a class="button" href=${to("")}>All runs</a>`)}`,
  };
}
