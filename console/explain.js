// Why the gate decided so: a word about any event that has a reason.
import { attempt, byId, element, facts, get, time } from "./page.js";

export function explain(event) {
  return attempt(async () => {
    const words = await get("data/explanation?" + new URLSearchParams({ reason: event.reason, route: event.route ?? "" }));
    const route = words.route;
    byId("explanation-text").replaceChildren(
      element("p", {}, words.because),
      facts([["What to do", words.what_to_do], ["Decided at", words.stage], ["Reason", words.reason + ", HTTP " + words.status], ["The client was told", words.told],
        ["When", time(event.time)], ["Who", [event.principal, event.address].filter(Boolean).join(" ")], ["Request", [event.method, event.path].filter(Boolean).join(" ")],
        ["Details", event.details], ["Trace", event.trace_id]]),
      route ? element("h3", {}, "The route") : "",
      route ? facts([["Route", route.route], ["Asks for", route.asks_for], ["Roles", route.roles.join(", ")], ["Limits", route.limits.join(", ")],
        ["Body, at most", route.body_bytes + " bytes"]]) : "",
      event.method && event.path ? element("p", { class: "hint" }, "Try it: ", element("code", {}, `gatehouse explain ${event.method} ${event.path}`)) : "");
    byId("explanation").showModal();
  });
}
