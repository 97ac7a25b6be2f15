// Which view is shown, and when it is asked for again.
import { attempt, byId, poll } from "./page.js";
import * as overview from "./overview.js";
import * as events from "./events.js";
import * as incidents from "./incidents.js";
import { showBlocks, showDroplets, showRules } from "./lists.js";

const VIEWS = { overview: overview.show, events: events.show, incidents: incidents.show, blocks: showBlocks, droplets: showDroplets, rules: showRules };
const EVERY = 5000;

let shown = "overview";
// "#main" is where the skip link leads, and no view.
const wanted = () => {
  const name = location.hash.slice(1);
  if (name !== "main") shown = name in VIEWS ? name : "overview";
  return shown;
};

function turn(move) {
  const name = wanted();
  for (const view of Object.keys(VIEWS)) byId(view).hidden = view !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === "#" + name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = byId(name + "-title").textContent + " – Gatehouse console";
  if (move) {
    byId(name + "-title").setAttribute("tabindex", "-1");
    byId(name + "-title").focus();
  }
  return attempt(VIEWS[name]);
}

addEventListener("hashchange", () => location.hash === "#main" || turn(true));
await turn(false);
if (wanted() !== "overview") attempt(overview.show);  // who is logged in, how many incidents are open
attempt(events.begin);
setInterval(() => {
  if (document.hidden) return;
  poll(overview.show);
  poll(incidents.refresh);
  if (wanted() === "blocks" && !byId("block-rows").contains(document.activeElement)) poll(showBlocks);
}, EVERY);
document.querySelector("form.who").addEventListener("submit", () => sessionStorage.clear());
