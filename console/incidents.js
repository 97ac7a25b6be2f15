// Incidents: the list, one of them with its history, and the next stage.
import { whyButton } from "./explain.js";
import { attempt, byId, element, facts, fill, get, many, number, post, severity, table, time } from "./page.js";

const STAGES = ["detected", "assessed", "contained", "investigating", "recovered", "closed"];
const SEVERITIES = ["info", "low", "medium", "high", "critical"];
// What was written about an incident is kept in this tab until it is saved: whose session ends meanwhile has to log in again.
const DRAFT = "gatehouse-note-";
const written = Object.keys(sessionStorage).find((key) => key.startsWith(DRAFT));
const SHOWN = 40;  // entries of a history; those in between can be opened
let open = written ? Number(written.slice(DRAFT.length)) : null;  // the one that is shown

function button(incident) {
  return element("button", { type: "button", class: "quiet", "aria-label": "Open incident " + incident.id, onclick: () => attempt(() => showOne(incident.id, true)) }, "Open");
}

const about = (incident) => incident.about + (incident.subjects > 1 ? ` and ${incident.subjects - 1} more` : "");
const when = (event) => `${time(event.time)} ${event.severity ?? ""}: ` +
  [event.type, event.reason, event.method, event.path, event.details, event.address, event.principal, event.count > 1 && "× " + event.count, event.mode === "observed" && "(only observed)"].filter(Boolean).join(" ");
const line = (event) => typeof event === "string" ? element("li", {}, event) : element("li", {}, when(event), " ", whyButton(event, when(event)));

function history(entry) {
  const evidence = entry.evidence ?? [];
  return element("li", {}, element("strong", {}, `${time(entry.at)} ${entry.who}, ${entry.kind}: `), entry.text,
    evidence.length ? element("details", {}, element("summary", {}, many(evidence.length, "event") + " as evidence"),
      element("ul", {}, ...evidence.map(line))) : "");
}

// An attack from a thousand places has thousands of lines: how it began and what was done last can be seen at once.
function histories(entries) {
  const lines = entries.map(history);
  if (lines.length <= SHOWN) return [element("ol", { class: "history" }, ...lines)];
  const begin = SHOWN / 2, end = lines.length - SHOWN / 2;
  return [element("ol", { class: "history" }, ...lines.slice(0, begin)),
    element("details", {}, element("summary", {}, many(end - begin, "entry", "entries") + " in between"),
      element("ol", { class: "history", start: begin + 1 }, ...lines.slice(begin, end))),
    element("ol", { class: "history", start: end + 1 }, ...lines.slice(end))];
}

function subjects(incident) {
  const names = incident.all_subjects.slice(0, SHOWN).map((subject) => subject.kind + " " + subject.name);
  const others = incident.subjects - names.length;
  return names.join(", ") + (others > 0 ? ` and ${number(others)} more, which are in the report` : "");
}

function actions(incident) {
  const later = STAGES.slice(STAGES.indexOf(incident.stage) + 1);
  const stage = element("select", { name: "stage" }, element("option", { value: "" }, "stays " + incident.stage),
    ...later.map((name) => element("option", { value: name }, name)));
  const level = element("select", { name: "severity" }, element("option", { value: "" }, "stays " + incident.severity),
    ...SEVERITIES.filter((name) => name !== incident.severity).map((name) => element("option", { value: name }, name)));
  const text = element("textarea", { name: "text", maxlength: 4000 });
  text.value = sessionStorage.getItem(DRAFT + incident.id) ?? "";
  text.addEventListener("input", () => text.value ? sessionStorage.setItem(DRAFT + incident.id, text.value) : sessionStorage.removeItem(DRAFT + incident.id));
  const keep = element("label", { class: "check whole", hidden: true }, element("input", { type: "checkbox", name: "no_block" }), " it was contained in another way: block nobody");
  const lift = element("label", { class: "check whole", hidden: true }, element("input", { type: "checkbox", name: "unblock" }), " it was a false alarm: lift the blocks of its subjects");
  const hint = element("p", { class: "hint whole" });
  stage.addEventListener("change", () => {
    keep.hidden = stage.value !== "contained";
    lift.hidden = stage.value !== "recovered" && stage.value !== "closed";
    hint.textContent = stage.value === "contained" ? `${about(incident)} ${incident.subjects > 1 ? "are" : "is"} blocked for an hour.` : stage.value === "closed" ? "Write what was learned from it." : "";
  });
  const form = element("form", { class: "fields", "aria-label": "What happens next" }, element("h3", { class: "whole" }, "What happens next"),
    element("label", {}, "Stage", stage), incident.stage === "closed" ? "" : element("label", {}, "Severity", level), element("label", { class: "whole" }, "Note, or lessons learned", text), keep, lift, hint,
    element("button", { type: "submit" }, "Save"));
  form.addEventListener("submit", (press) => {
    press.preventDefault();
    const body = { text: text.value };
    if (stage.value) body.stage = stage.value;
    if (level.value) body.severity = level.value;
    if (!keep.hidden && form.elements.no_block.checked) body.no_block = true;
    if (!lift.hidden && form.elements.unblock.checked) body.unblock = true;
    attempt(async () => {
      await post("incidents/" + incident.id, body);
      sessionStorage.removeItem(DRAFT + incident.id);
      await show();
      byId("incident").querySelector("h2")?.focus();
    }, `Incident ${incident.id} is saved.`);
  });
  return form;
}

async function showOne(id, move) {
  const incident = await get("incidents/" + id);
  open = id;
  const at = STAGES.indexOf(incident.stage);
  const card = byId("incident");
  card.hidden = false;
  fill(card,
    element("h2", { tabindex: -1 }, `Incident ${incident.id}: ${incident.sentence}`),
    element("ol", { class: "stages", "aria-label": "Stages" }, ...STAGES.map((name, index) =>
      element("li", { class: index <= at ? "done" : null, "aria-current": index === at ? "step" : null }, name))),
    facts([["About", about(incident)], ["Severity", incident.severity], ["Rule", incident.rule], ["Opened", time(incident.opened)], ["Last finding", time(incident.last_finding)],
      ["Findings", number(incident.findings)], ["Subjects", subjects(incident)], ["Lessons learned", incident.lessons]]),
    element("p", {}, element("a", { href: "/_gatehouse/console/reports/" + incident.id, download: `incident-${incident.id}.md` }, "Report (Markdown)")),
    element("h3", {}, "What happened and what was done"), ...histories(incident.history),
    element("details", {}, element("summary", {}, many(incident.timeline.length, "event") + " of who is involved"),
      element("ol", { class: "history" }, ...incident.timeline.map(line))),
    actions(incident));
  if (move) card.querySelector("h2").focus();
}

export async function show() {
  const all = byId("incidents-all").checked ? "?all=yes" : "";
  const { incidents } = await get("data/incidents" + all);
  fill(byId("incident-rows"), table("Incidents, the newest first", [["No.", (row) => String(row.id), "number"], ["Stage", (row) => row.stage],
    ["Severity", (row) => severity(row.severity)], ["Last finding (UTC)", (row) => time(row.last_finding), "time"], ["What", (row) => row.sentence, "long"],
    ["About", about, "long"], ["Findings", (row) => number(row.findings), "number"], ["Action", button]],
  incidents, "There is no open incident."));
  if (open !== null) await showOne(open, false);
}

// While somebody writes, the page does not change under the hands.
export async function refresh() {
  if (byId("incidents").hidden || byId("incident").contains(document.activeElement) || byId("incident-rows").contains(document.activeElement)) return;
  if (!byId("incident").querySelector("textarea")?.value) await show();
}

byId("incidents-all").addEventListener("change", () => attempt(show));
