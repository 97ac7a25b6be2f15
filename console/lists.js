// Blocks, droplets, keys, rules: tables, and two things to do.
import { attempt, byId, element, fill, get, number, post, severity, table, time } from "./page.js";

function lift(block) {
  return element("button", { type: "button", class: "quiet", "aria-label": "Lift the block of " + block.target, onclick: () => attempt(async () => {
    await post("unblock", { kind: block.kind, target: block.target, issuer: block.issuer });
    await showBlocks();
    byId("blocks-title").setAttribute("tabindex", "-1");
    byId("blocks-title").focus();
  }, block.target + " is no longer blocked.") }, "Lift");
}

export async function showBlocks() {
  const { blocks } = await get("data/blocks");
  fill(byId("block-rows"), table("Blocks in force", [["Who", (row) => row.target, "long"], ["Why", (row) => row.reason || "–", "long"], ["Since (UTC)", (row) => time(row.since), "time"],
    ["Until (UTC)", (row) => row.expires ? time(row.expires) : "it is removed", "time"], ["Action", lift]], blocks, "There are no blocks."));
}

export async function showDroplets() {
  const [{ droplets }, { keys }] = await Promise.all([get("data/droplets"), get("data/keys")]);
  fill(byId("droplet-rows"), table("Droplets", [["Id", (row) => String(row.id), "number"], ["Name", (row) => row.name, "long"], ["State", (row) => row.state],
    ["Steward", (row) => row.steward, "long"], ["URL", (row) => row.url, "long"], ["Roles", (row) => row.roles.join(", ") || "–", "long"]], droplets, "No droplet is enrolled."));
  fill(byId("key-rows"), table("Signing keys", [["For", (row) => row.use], ["State", (row) => row.state], ["Algorithm", (row) => row.algorithm], ["Key", (row) => row.kid, "long"],
    ["Made (UTC)", (row) => time(row.created), "time"], ["Days in use", (row) => number(Math.floor(row.age_seconds / 86400)), "number"]], keys, "There is no key."));
}

export async function showRules() {
  const { rules } = await get("data/rules");
  fill(byId("rule-rows"), table("Rules and what they did", [["Rule", (row) => row.rule, "long"], ["Severity", (row) => severity(row.severity)], ["Does", (row) => row.action],
    ["Findings", (row) => number(row.findings), "number"], ["Blocks", (row) => number(row.blocks), "number"], ["Last (UTC)", (row) => time(row.last), "time"],
    ["What it was", (row) => row.findings ? row.last_about + ": " + row.last_sentence : "", "long"]], rules, "There is no rule."));
}

byId("block-form").addEventListener("submit", (press) => {
  press.preventDefault();
  const form = press.target;
  const fields = Object.fromEntries(new FormData(form));
  fields.for_seconds = Number(fields.for_seconds);
  attempt(async () => {
    await post("block", fields);
    form.reset();
    await showBlocks();
  }, fields.target + " is blocked.");
});
