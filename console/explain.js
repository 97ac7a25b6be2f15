// What decided it: a word about any event. By which rule and figures, from which line of the policy, what would have passed,
// what the request would meet now, and what detection made of it.
import { attempt, byId, element, facts, post, table, time } from "./page.js";

const ASKED = ["type", "reason", "route", "method", "path", "principal", "address", "trace_id", "retry_after", "details"];
const OBSERVED = "It was only observed: the request went on.";

// A table may be wider than the page: then it is scrolled, and not the page.
const wide = (caption, ...rest) => element("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, table(caption, ...rest));
const list = (items) => items.length ? element("ul", {}, ...items.map((item) => element("li", {}, item))) : "";

function decision(event, words) {
  if (!words.reason) return [element("p", {}, words.sentence[0].toUpperCase() + words.sentence.slice(1) + ".")];
  const observed = event.mode === "observed";
  return [
    element("p", {}, words.because, observed ? " " + OBSERVED : ""),
    facts([["What to do", words.what_to_do], ["Would have passed", words.passes]]),
    element("h3", {}, "What decided it"),
    facts([["Decided at", words.stage], ["Reason", words.reason + ", HTTP " + words.status], ["The client was told", words.told],
      ["Key that would only observe it", words.rule && "observe: " + words.rule], ["Route", words.route && words.route.route], ["Route, where", words.route && words.route.place],
      ["Key of the policy", words.key], ["Key, where", words.key_place], ...words.figures]),
  ];
}

function again(event, replay) {
  if (!replay) return [];
  const end = replay.refused ? "Now it would be refused: " + replay.refused + "." : "Now nothing that could be judged would refuse it.";
  return [
    element("h3", {}, "The same request now"),
    element("p", {}, end, replay.rest ? " " + replay.rest : ""),
    wide("What each stage says now", [["Stage", (row) => row.stage], ["Says", (row) => row.verdict], ["Why", (row) => row.why, "long"]], replay.stages, ""),
    element("p", { class: "hint" }, "With a token or a body: ", element("code", {}, `gatehouse explain ${event.method} ${event.path}`)),
  ];
}

function detection(words) {
  if (words.detection.length === 0 && words.findings.length === 0) return [];
  return [
    element("h3", {}, "Detection"),
    element("p", {}, words.findings.length === 0 ? "No finding names this event." : words.type === "block_added" ? "The block was made for:" : "This event is evidence of:"),
    list(words.findings.map((one) => `${one.rule}: ${one.sentence} (${one.about})` +
      (one.blocked_until ? `; blocked until ${time(one.blocked_until)}` : one.not_blocked ? `; not blocked: ${one.not_blocked}` : ""))),
    words.detection.length ? wide("Rules that count such events", [["Rule", (row) => row.rule], ["When", (row) => row.when, "long"], ["Does", (row) => row.does]], words.detection, "") : "",
  ];
}

export function explain(event) {
  return attempt(async () => {
    const asked = ASKED.filter((name) => event[name] !== undefined).map((name) => [name, String(event[name])]);
    const words = await post("explanation", Object.fromEntries(asked));
    byId("explanation-text").replaceChildren(
      ...decision(event, words),
      element("h3", {}, "The event"),
      facts([["Type", words.type + ": " + words.sentence], ["When", time(event.time)], ["Who", [event.principal, event.address].filter(Boolean).join(" ")],
        ["Request", [event.method, event.path].filter(Boolean).join(" ")], ["Details", event.details], ["What was tried", event.tried], ["Trace", event.trace_id]]),
      ...again(event, words.replay), ...detection(words));
    byId("explanation-title").textContent = words.reason ? "Why this decision?" : "What this event is";
    byId("explanation").showModal();
    byId("explanation").scrollTop = 0;
  });
}

export const whyButton = (event, what) => element("button", { type: "button", class: "quiet", "aria-label": "Explain " + what, onclick: () => explain(event) }, "Why?");
