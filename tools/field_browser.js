// Tells whether a browser would run or load something of a field, in the places of a page where a field may stand. The page is
// parsed by the browser's own parser and never shown; scripts of the page that hold the field run against objects that only
// record. Used by field_browser.py.
"use strict";

// Where a page may put a field. `own` elements belong to the page; their scripts and handlers are run.
const PLACES = {
  text: ["<div>", "</div>"],
  title: ["<title>", "</title>"],
  textarea: ["<textarea>", "</textarea>"],
  style: ["<style>", "</style>"],
  noscript: ["<noscript>", "</noscript>"],
  comment: ["<!-- ", " -->"],
  select: ["<select><option>", "</select>"],
  table: ["<table><tr><td>", "</table>"],
  svg: ["<svg><text>", "</text></svg>"],
  math: ["<math><mtext>", "</mtext></math>"],
  "attribute in double quotes": ['<input value="', '">'],
  "attribute in single quotes": ["<input value='", "'>"],
  "attribute without quotes": ["<input value=", ">"],
  "inside a tag": ["<p ", ">x</p>"],
  "name of an element": ["<", ">"],
  "style in an attribute": ['<p style="', '">'],
  address: ['<a href="', '">x</a>'],
  "address without quotes": ["<iframe data-own src=", "></iframe>"],
  "page in an attribute": ['<iframe data-own srcdoc="', '"></iframe>'],
  "script in single quotes": ["<script data-own>var v = '", "';</" + "script>"],
  "script in double quotes": ['<script data-own>var v = "', '";</' + "script>"],
  "script in a template": ["<script data-own>var v = `", "`;</" + "script>"],
  "script in a comment": ["<script data-own>/* ", " */</" + "script>"],
  "call in a handler": ["<p data-own onclick=\"f('", "')\">x</p>"],
};
// Places that are program text themselves: a page that does this runs whatever it is given.
const SCRIPT_PLACES = {
  "script in the comment of a line": ["<script data-own>// ", "\n</" + "script>"],
  "script without quotes": ["<script data-own>var v = ", ";</" + "script>"],
  statement: ["<script data-own>", "</" + "script>"],
  handler: ['<p data-own onclick="', '">x</p>'],
  "handler without quotes": ["<p data-own onclick=", ">x</p>"],
};

const LOADING = new Set(["script", "iframe", "frame", "object", "embed", "base"]);
const ADDRESSES = ["href", "xlink:href", "src", "action", "formaction", "data", "to", "from", "by", "values"];
// What belongs to the language, not to the page: calls of these have no effect.
const PURE = new Set(["Object", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Math", "JSON", "Date", "RegExp", "Map", "Set", "WeakMap",
  "WeakSet", "Proxy", "Reflect", "Promise", "Error", "TypeError", "RangeError", "SyntaxError", "parseInt", "parseFloat", "isNaN", "isFinite", "NaN",
  "Infinity", "undefined", "escape", "unescape", "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent", "atob", "btoa"]);
const NAVIGATES = new Set(["location", "href", "onerror", "innerHTML", "outerHTML", "cookie", "domain", "src", "srcdoc"]);

let effects = 0; // of the script that runs now
const record = () => { effects += 1; };

// Stands for each object of a page. Reading has no effect; calls do, and assignments that lead elsewhere.
function spy() {
  return new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : key === Symbol.unscopables || key === "then" ? undefined : spy()),
    set: (_, key) => { if (NAVIGATES.has(key)) record(); return true; },
    apply: () => { record(); return spy(); },
    construct: () => { record(); return spy(); },
  });
}

const compile = Function;
const frame = () => {
  const element = document.createElement("iframe"); // a world of its own, so that nothing changes ours
  document.body.append(element);
  const inside = element.contentWindow;
  const names = new Set();
  for (let at = inside; at !== null; at = Object.getPrototypeOf(at)) for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  return { element, inside, names, make: inside.Function };
};
let world = null;
let runs = 0;

function hasEffect(source) {
  if (!/[(`=]|\.\.\./.test(source)) return false;
  if (world === null || ++runs % 500 === 0) {
    if (world) world.element.remove();
    world = frame();
    world.inside.Function.prototype.constructor = spy();
  }
  const own = {};
  const scope = new Proxy(own, {
    has: (_, key) => typeof key === "string" && key !== "__run" && (key in own || key === "f" || world.names.has(key)),
    get: (_, key) => {
      if (key === Symbol.unscopables) return undefined;
      if (Object.hasOwn(own, key)) return own[key];
      if (key === "f") return () => 0;
      return PURE.has(key) ? world.inside[key] : spy();
    },
    set: (_, key, value) => {
      if (NAVIGATES.has(key)) record();
      own[key] = value;
      return true;
    },
  });
  effects = 0;
  try {
    // A handler whose first lines are complete and the rest is not does not run at all, as in a browser.
    world.make("__scope", "with (__scope) { " + "(function () { " + source + "\n}).call(__scope) }")(scope);
  } catch (error) {
    void error;
  }
  for (const key of Object.keys(world.inside)) if (!world.names.has(key)) delete world.inside[key];
  return effects > 0;
}

const compiles = (source) => {
  try {
    compile(source);
    return source.replace(/\/\*.*?\*\/|\/\/.*|[\s;]/gs, "") !== "";
  } catch (error) {
    return false;
  }
};

const leadsToScript = (value) => /^javascript:/i.test(value.replace(/^[\0-\x20]+/, "").replace(/[\t\n\r]/g, ""));

function takesEffect(element, depth) {
  const name = element.localName.toLowerCase();
  const own = element.hasAttribute("data-own");
  if (own && name === "script") return hasEffect(element.textContent);
  if (!own) {
    if (name === "script" && (element.textContent.trim() !== "" || element.hasAttribute("src") || element.hasAttribute("href") || element.hasAttribute("xlink:href"))) return true;
    if (name !== "script" && LOADING.has(name) && ["src", "data", "srcdoc", "href"].some((each) => element.hasAttribute(each))) return true;
    if (name === "meta" && /^(refresh|set-cookie)$/i.test(element.getAttribute("http-equiv") ?? "")) return true;
    if (name === "link" && /stylesheet|import/i.test(element.getAttribute("rel") ?? "") && element.hasAttribute("href")) return true;
  }
  for (const { name: key, value } of element.attributes) {
    if (/^on/i.test(key) && key.toLowerCase() in element) {
      if (own ? hasEffect(value) : compiles(value)) return true;
    }
    if (ADDRESSES.includes(key) && value.split(";").some(leadsToScript)) return true;
    if (key === "src" && own && /^\s*data:(text\/html|image\/svg|text\/xml|application\/x)/i.test(value)) return true;
    if (key === "srcdoc" && own && depth < 1) return pageTakesEffect(value, depth + 1);
  }
  return false;
}

const parser = new DOMParser();
function pageTakesEffect(markup, depth = 0) {
  const page = parser.parseFromString("<!doctype html><body>" + markup, "text/html");
  if ([...page.querySelectorAll("*")].some((element) => takesEffect(element, depth))) return true;
  return [...page.querySelectorAll("template")].some((each) => depth < 1 && pageTakesEffect(each.innerHTML, depth + 1));
}

// What a service may make of a field before a page shows it.
function readings(text) {
  const all = [text];
  for (let layer = 0; layer < 2; ++layer) {
    for (const reading of [...all]) {
      const area = document.createElement("textarea");
      area.innerHTML = reading;
      const plus = reading.includes("%") || !reading.includes(" ") ? reading.replaceAll("+", " ") : reading;
      const percent = plus.replace(/(%[0-9a-f]{2})+/gi, (run) => {
        try {
          return decodeURIComponent(run);
        } catch (error) {
          return unescape(run);
        }
      });
      const escapes = reading.replace(/\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|%u([0-9a-f]{4})/gi, (_, a, b, c) => String.fromCharCode(parseInt(a ?? b ?? c, 16)));
      for (const next of [area.value, percent, escapes]) if (!all.includes(next)) all.push(next);
    }
  }
  return all.slice(0, 12);
}

function firstPlace(text, places) {
  for (const reading of readings(text)) {
    for (const [name, [before, behind]] of Object.entries(places)) {
      const markup = before + reading + behind;
      if (pageTakesEffect(markup)) return name;
      // A page that takes its own markup and parses it again.
      const again = parser.parseFromString(markup, "text/html").body.innerHTML;
      if (again !== markup && name === "text" && pageTakesEffect(again)) return "text, parsed again";
    }
  }
  return null;
}

// The names of all event handlers that elements, documents and windows have here.
window.handlers = () => {
  const names = new Set(Object.keys(window).filter((name) => /^on/.test(name)));
  for (const name of Object.getOwnPropertyNames(window)) {
    if (!/^(HTML|SVG|MathML)\w*Element$|^Element$|^Document$|^Window$/.test(name)) continue;
    for (const each of Object.getOwnPropertyNames(window[name].prototype)) if (/^on/.test(each)) names.add(each);
  }
  return [...names].sort();
};

// For each text, the first place where it takes effect; "script: …" if it does so only as program text itself; null if nowhere.
window.judge = (texts) => texts.map((text) => {
  const place = firstPlace(text, PLACES);
  if (place !== null) return place;
  const script = firstPlace(text, SCRIPT_PLACES);
  return script === null ? null : "script: " + script;
});
