// The first page: figures, the chart, who was refused and why.
import { attempt, byId, element, fill, get, number, post, table, time } from "./page.js";

const SERIES = [["let through", "allowed", 1], ["refused", "refused", 2], ["would have been refused", "observed", 3], ["failed in the service", "failed", 4]];
let chart = null;
let library = null;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

// After the first paint: the library is most of what the console weighs.
function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = element("script", { src: "/_gatehouse/console/chart.js" });
    script.addEventListener("load", () => resolve(window.Chart));
    script.addEventListener("error", () => reject(new Error("Chart.js")));
    document.head.append(script);
  });
  return library;
}

async function draw(summary) {
  const Chart = await loadLibrary();
  const seconds = summary.steps.length < 60;  // ten minutes: whole minutes would stand there several times
  const labels = summary.steps.map(([end]) => new Date(end).toISOString().slice(11, seconds ? 19 : 16));
  const datasets = SERIES.map(([label, name, index]) => ({
    label, data: summary.steps.map((step) => step[index]), borderColor: colour(name), backgroundColor: colour(name),
    borderWidth: 2, pointRadius: 0, borderDash: index === 1 ? [] : index === 2 ? [6, 3] : [2, 3],
  }));
  const ink = colour("soft"), grid = colour("rule");
  const axis = { ticks: { color: ink, maxTicksLimit: 8, maxRotation: 0 }, grid: { color: grid } };
  if (chart === null) {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    chart = new Chart(byId("chart"), {
      type: "line", data: { labels, datasets },
      options: { animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
        scales: { x: axis, y: { ...axis, beginAtZero: true, title: { display: true, text: "in ten seconds", color: ink } } },
        plugins: { legend: { labels: { color: ink, boxHeight: 2 } } } },
    });
  } else {
    chart.data = { labels, datasets };
    chart.options.scales.x = axis;
    Object.assign(chart.options.scales.y, axis);
    chart.options.plugins.legend.labels.color = ink;
    chart.update("none");
  }
}

function byFiveMinutes(steps) {
  const rows = new Map();
  for (const [end, ...counts] of steps) {
    const begin = end - end % 300000;
    const row = rows.get(begin) ?? [begin, 0, 0, 0, 0];
    counts.forEach((count, index) => { row[index + 1] += count; });
    rows.set(begin, row);
  }
  return [...rows.values()].reverse();
}

function figures(summary) {
  const lines = [["Let through", summary.allowed], ["Refused", summary.refused], ["Would be refused", summary.observed],
    ["Open incidents", summary.open_incidents, summary.open_incidents > 0], ["Blocks", summary.blocks], ["Revocations", summary.revocations],
    ["Events", summary.events], ["Events lost", summary.events_lost, summary.events_lost > 0]];
  fill(byId("figures"), ...lines.map(([name, count, bad]) =>
    element("div", { class: bad ? "bad" : null }, element("dt", {}, name), element("dd", {}, number(count)))));
}

function blockButton(name) {
  if (!/^[0-9a-f.:]+$/i.test(name)) return "";
  return element("button", { type: "button", class: "quiet", "aria-label": "Block " + name + " for an hour", onclick: () =>
    attempt(() => post("block", { kind: "address", target: name, for_seconds: 3600, reason: "refused most often" }), name + " is blocked for an hour.") }, "Block");
}

export async function show() {
  const summary = await get("data/summary");
  byId("who").textContent = summary.who;
  const badge = byId("incident-badge");
  badge.hidden = summary.open_incidents === 0;
  badge.textContent = summary.open_incidents;
  badge.setAttribute("aria-label", summary.open_incidents + " open");
  if (byId("overview").hidden) return;
  figures(summary);
  fill(byId("callers"), table("Who was refused most often", [["Who", (row) => row.name, "long"], ["Refused", (row) => number(row.count), "number"],
    ["Action", (row) => row.blocked ? "blocked" : blockButton(row.name)]], summary.callers, "Nobody was refused."));
  fill(byId("reasons"), table("Reasons of refusals", [["Reason", (row) => row.reason, "long"], ["Requests", (row) => number(row.count), "number"]],
    summary.reasons, "Nothing was refused."));
  fill(byId("receivers"), table("Receivers of alerts", [["Name", (row) => row.name], ["Waiting", (row) => number(row.queued), "number"],
    ["Last sent", (row) => time(row.last_sent), "time"], ["Fault", (row) => row.last_error || "–", "long"]], summary.receivers,
  "There are no receivers: add them to control.alerts in the policy."));
  fill(byId("chart-table"), table("Requests per five minutes", [["From (UTC)", (row) => new Date(row[0]).toISOString().slice(11, 16), "time"],
    ...SERIES.map(([label, , index]) => [label, (row) => number(row[index]), "number"])], byFiveMinutes(summary.steps), "Nothing yet."));
  const hint = byId("chart-hint");
  hint.textContent = summary.steps.length === 0 ? "The chart begins ten seconds after the control daemon has started." : "";
  await draw(summary).catch(() => { hint.textContent = "Chart.js is not installed (Debian's libjs-chart.js): the table below has the same."; });
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => attempt(show));
