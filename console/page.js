// What every view of the console stands on: elements, requests to the gate, short messages to the person who watches.

const BASE = "/_gatehouse/console/";

// element("td", {class: "long"}, "text", child …). Text is always text: nothing from outside becomes markup.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const drawn = new WeakMap();
// What is asked for again every few seconds is drawn again only where it has changed: a person who reads it, with eyes or a screen
// reader, or has opened a part of it, stays there.
export function fill(container, ...children) {
  const fresh = document.createDocumentFragment();
  fresh.append(...children);
  if (drawn.get(container)?.isEqualNode(fresh)) return;
  drawn.set(container, fresh.cloneNode(true));
  container.replaceChildren(fresh);
}

export const byId = (id) => document.getElementById(id);

let forget = 0;
let passing = false;  // the notice is about a trouble that may pass
export function say(words, bad = false) {
  passing = false;
  const notice = byId("notice");
  notice.textContent = words;
  notice.classList.toggle("bad", bad);
  clearTimeout(forget);
  if (words && !bad) forget = setTimeout(() => say(""), 8000);
}

// `passes`: it is the gate that cannot answer now, not the request that is wrong.
export class Refused extends Error {
  constructor(words, passes = false) {
    super(words);
    this.passes = passes;
  }
}

async function answerOf(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused("The gate does not answer. It is asked again.", true);
  }
  if (response.status === 401) {
    location.assign("/_gatehouse/login?next=" + encodeURIComponent("/_gatehouse/console" + location.hash));
    throw new Refused("You are logged out.");
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const words = [body.detail || `The gate answers ${response.status}`, body.fix].filter(Boolean);
  throw new Refused(words.join(": "), response.status >= 500);
}

const accept = { Accept: "application/json" };
export const get = (path) => answerOf(fetch(BASE + path, { headers: accept }));
export const post = (path, body) => answerOf(fetch(BASE + path, {
  method: "POST", headers: { ...accept, "Content-Type": "application/json" }, body: JSON.stringify(body),
}));

// Does the work and says what went wrong.
export async function attempt(work, done = "") {
  try {
    await work();
    if (done) say(done);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message, true);
    passing = error.passes;
    return false;
  }
}

// The same for what is asked for every few seconds: once it works again, nothing is said about the trouble any more.
export async function poll(work) {
  if (await attempt(work) && passing) say("");
}

// A table: columns are [title, (row) => text or element, class]. On a narrow screen each row is a card, and its cells say what
// they are; the roles keep it a table for screen readers all the same.
export function table(caption, columns, rows, none) {
  if (rows.length === 0) return element("p", { class: "empty" }, none);
  const head = element("tr", { role: "row" }, ...columns.map(([title, , kind]) => element("th", { scope: "col", role: "columnheader", class: kind }, title)));
  const lines = rows.map((row) => element("tr", { role: "row" }, ...columns.map(([title, cell, kind]) =>
    element("td", { role: "cell", class: kind, "data-title": title }, element("span", {}, cell(row))))));
  return element("table", { role: "table" }, element("caption", {}, caption), element("thead", { role: "rowgroup" }, head), element("tbody", { role: "rowgroup" }, ...lines));
}

export const number = (count) => Number(count).toLocaleString("en");
export const time = (text) => text ? text.replace("T", " ").replace(/(\.\d+)?Z$/, "") : "–";
// The time of day; of another day than today, with its date.
export const clock = (text) => element("time", { datetime: text, title: time(text) },
  text.startsWith(new Date().toISOString().slice(0, 10)) ? text.slice(11, 19) : time(text));
export const many = (count, one, several = one + "s") => `${number(count)} ${count === 1 ? one : several}`;
export const severity = (word) => element("span", { class: "severity " + word }, word);
export const facts = (pairs) => element("dl", { class: "facts" },
  ...pairs.filter(([, value]) => value !== "" && value !== undefined && value !== null)
    .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
