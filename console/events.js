// Events as they happen. The page holds the newest ones; the log on the machine holds all.
import { attempt, byId, clock, get, say, severity, table } from "./page.js";
import { whyButton } from "./explain.js";

const KEPT = 500;    // events that filters look at
const SHOWN = 200;   // rows in the page: more would only make it slow
const RANKS = { info: 0, low: 1, medium: 2, high: 3, critical: 4 };

let events = [];     // the newest first
let last = 0;
let paused = false;
let stream = null;
let due = false;

// What an open console asks for every few seconds, where the policy logs requests that pass.
const isOwn = (event) => event.type === "access" && event.path?.startsWith("/_gatehouse/console/");
const nameOf = (event) => [event.principal, event.address].filter(Boolean).join(" ") || "–";
const whatOf = (event) => [event.type, event.reason].filter(Boolean).join(": ") + (event.count > 1 ? ` × ${event.count}` : "") +
  (event.mode === "observed" ? " (only observed)" : "");
const whereOf = (event) => [event.method, event.path].filter(Boolean).join(" ") + (event.details ? " " + event.details : "");

const COLUMNS = [["Time (UTC)", (event) => clock(event.time), "time"], ["Severity", (event) => severity(event.severity)], ["What", whatOf, "long"], ["Who", nameOf, "long"],
  ["Where", whereOf, "long"], ["Action", (event) => whyButton(event, whatOf(event))]];

function fits({ event, text }) {
  return RANKS[event.severity] >= Number(byId("event-severity").value) && text.includes(byId("event-text").value.toLowerCase());
}

function draw() {
  due = false;
  if (byId("events").hidden) return;
  const rows = events.filter(fits).slice(0, SHOWN).map((item) => item.event);
  const focused = document.activeElement?.closest("#event-rows tbody") !== null && document.activeElement?.tagName === "BUTTON";
  if (focused) return;  // a button must not move while somebody is about to press it
  byId("event-rows").replaceChildren(table("Events, the newest first", COLUMNS, rows, "No event fits."));
}

function later() {
  if (due || paused) return;
  due = true;
  requestAnimationFrame(draw);
}

function take(item) {
  if (item.number < last) events = [];  // the daemon has started again
  last = item.number;
  if (isOwn(item.event)) return;
  item.text = JSON.stringify(item.event).toLowerCase();
  events.unshift(item);
  if (events.length > KEPT) events.length = KEPT;
}

function state(words, on) {
  byId("live-state").textContent = words;
  byId("live-state").classList.toggle("on", on);
}

function follow() {
  stream?.close();
  stream = new EventSource("/_gatehouse/console/data/live?after=" + last);
  stream.onopen = () => state("Live", true);
  stream.onmessage = (message) => { take(JSON.parse(message.data)); later(); };
  stream.onerror = () => {
    state("Connecting …", false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => attempt(async () => { await get("data/summary"); follow(); }), 5000);
  };
}

// A page that is left may be kept for the way back. Its stream would go on, and browsers open only six connections to a host.
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (shown) => { if (shown.persisted) follow(); });

export async function begin() {
  const first = await get("data/events");
  first.events.forEach(take);
  draw();  // where nothing happens, nothing else draws them
  follow();
}

export async function show() { draw(); }

byId("pause").addEventListener("click", (press) => {
  paused = !paused;
  press.target.setAttribute("aria-pressed", paused);
  say(paused ? "The list is paused. Events are still collected." : "");
  if (!paused) later();
});
byId("event-severity").addEventListener("change", draw);
byId("event-text").addEventListener("input", draw);
