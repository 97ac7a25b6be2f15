#include "gate/inspect/field/script.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/inspect/field/address.h"
#include "gate/inspect/field/letters.h"

namespace gatehouse::field {
namespace {

constexpr double kLikely = 0.75;

bool IsQuote(char c) { return c == '\'' || c == '"' || c == '`'; }
bool IsScriptNameByte(char c) { return IsLetter(c) || base::IsDigit(c) || c == '_' || c == '$'; }

void Tell(Strongest& strongest, double score, std::string_view signal) {
  strongest.Tell(Family::kMarkup, score, signal);
}

// The field itself is an address, with the quotes of its attribute perhaps.
void FindAddress(std::string_view text, Strongest& strongest) {
  constexpr size_t kLongest = 2048;
  text.remove_prefix(std::min(text.find_first_not_of(" \"'"), text.size()));
  const std::string address = Address(text.substr(0, kLongest));
  const std::string_view read = address;
  if (read.starts_with("javascript:") || read.starts_with("vbscript:")) {
    return Tell(strongest, read.find_first_of("(`=[/;") < read.size() ? kStrong : 0.5, "address that runs");
  }
  if (read.starts_with("data:text/html") || read.starts_with("data:image/svg"))
    return Tell(strongest, kStrong, "address that runs");
  if ((read.contains("javascript:") || read.contains("vbscript:")) && read.find_first_of("(`") < read.size())
    Tell(strongest, kLikely, "address that runs");
}

// A call typical of payloads, and whether the name alone is a signal: "write(" and "fetch(" occur in honest code too.
struct Call {
  std::string_view name;
  bool telling;
};
constexpr Call kCalls[] = {{"alert", true},       {"prompt", true}, {"confirm", true}, {"eval", true},
                           {"execscript", true},  {"msgbox", true}, {"write", false},  {"writeln", false},
                           {"settimeout", false}, {"fetch", false}, {"import", false}, {"setinterval", false}};

// "alert(1)", "alert?.(document.cookie)", "alert\`1\`". "alert (amber)" is prose: a call has no space there, and
// its argument is a script value.
void FindCalls(std::string_view lower, Strongest& strongest) {
  constexpr size_t kLongestName = 16;
  for (size_t at = lower.find_first_of("(`"); at < lower.size(); at = lower.find_first_of("(`", at + 1)) {
    if (at + 1 >= lower.size()) return;
    size_t end = at;
    if (lower.substr(0, end).ends_with("?.")) end -= 2;
    if (lower[at] == '`') {
      while (end > 0 && lower[end - 1] == '\\' && at - end < 4) --end;
    }
    size_t begin = end;
    while (begin > 0 && IsLetter(lower[begin - 1]) && end - begin < kLongestName) --begin;
    if (begin > 0 && lower[begin - 1] == '_') continue;  // the end of another name
    const auto* const call = std::ranges::find(kCalls, lower.substr(begin, end - begin), &Call::name);
    if (call == std::end(kCalls)) continue;
    const std::string_view inside = lower.substr(at + 1, 32);
    const std::initializer_list<std::string_view> objects = {
        "document", "string.", "xss",   "location", "name",    "atob(",   "chr(", "unescape(",
        "this.",    "this[",   "self.", "self[",    "window.", "window[", "top.", "origin"};
    const bool object = std::ranges::any_of(objects, [&](std::string_view word) { return inside.starts_with(word); });
    const bool nothing =
        inside[0] == ')' && (call->name == "eval" || call->name == "execscript");  // "eval()", as people write about it
    const bool value = !nothing && std::string_view("0123456789'\"`/\\)$[&%").contains(inside[0]);
    if (call->telling && (value || object)) Tell(strongest, 0.8, "call of a script");
    if (!call->telling && (value || object)) Tell(strongest, object ? kLikely : 0.5, "call of a script");
  }
}

constexpr std::string_view kObjects[] = {"document.cookie",
                                         "document.domain",
                                         "document.write",
                                         "document.location",
                                         "window.location",
                                         "string.fromcharcode",
                                         ".innerhtml",
                                         "localstorage.",
                                         "document.createelement",
                                         "xmlhttprequest(",
                                         "window.onerror",
                                         "alert.call",
                                         "alert.apply",
                                         "prompt.call",
                                         "confirm.call",
                                         "confirm.apply",
                                         "prompt.apply",
                                         "eval.call",
                                         "constructor(",
                                         "window[",
                                         "parent[",
                                         "expression(",
                                         "document.body",
                                         "location.hash",
                                         "location.href",
                                         "-moz-binding",
                                         "document[",
                                         "document.getelement",
                                         "with(document)",
                                         ".__proto__",
                                         "createelement('script",
                                         "createelement(\"script",
                                         "navigator.sendbeacon"};

void FindObjects(std::string_view lower, Strongest& strongest) {
  for (const std::string_view object : kObjects) {
    if (lower.contains(object)) return Tell(strongest, kLikely, "object of a script");
  }
  // "top['al'+'ert']", but not "laptop[1]" or Python's "self[key]".
  for (const std::string_view object : {"top[", "self[", "frames["}) {
    for (size_t at = lower.find(object); at < lower.size(); at = lower.find(object, at + 1)) {
      const size_t inside = at + object.size();
      const bool word = at == 0 || (!IsLetter(lower[at - 1]) && lower[at - 1] != '_');
      if (word && inside < lower.size() && (IsQuote(lower[inside]) || lower[inside] == '/' || object == "top["))
        return Tell(strongest, kLikely, "object of a script");
    }
  }
  // `location="//a.example"`: leaves the page.
  for (size_t at = lower.find("location="); at < lower.size(); at = lower.find("location=", at + 1)) {
    const std::string_view value = lower.substr(at + 9, 16);
    if (value.size() > 2 && IsQuote(value[0]) &&
        (value.substr(1).starts_with("http") || value.substr(1).starts_with("//")))
      return Tell(strongest, kLikely, "object of a script");
  }
}

// "a=eval": a new name for a function that executes code.
void FindNewNames(std::string_view lower, Strongest& strongest) {
  for (const std::string_view name : {"eval", "alert", "unescape", "execscript"}) {
    for (size_t at = lower.find(name); at < lower.size(); at = lower.find(name, at + 1)) {
      const size_t end = at + name.size();
      const size_t equals = at > 1 && lower[at - 1] == ' ' ? at - 1 : at;
      const bool named = equals > 0 && lower[equals - 1] == '=' &&
                         (end >= lower.size() ? equals == at : std::string_view(";,)}(`").contains(lower[end]));
      if (named) Tell(strongest, kLikely, "call of a script");
    }
  }
}

// "[1].map(confirm)", "(alert)(1)", "${alert}": a function of a probe that is handed on by its name.
void FindHandedOn(std::string_view lower, Strongest& strongest) {
  const size_t method = lower.find("].");
  for (const std::string_view name : {"alert", "confirm", "prompt", "eval"}) {
    for (size_t at = lower.find(name); at < lower.size(); at = lower.find(name, at + 1)) {
      const size_t end = at + name.size();
      if (at == 0 || end >= lower.size()) continue;
      const char before = lower[at - 1];
      const std::string_view behind = lower.substr(end);
      // `map(alert)`, `(alert)(1)`, `with(0,alert)`, but not "a window (alert)".
      const bool argument = (before == '(' || before == ',') && behind.starts_with(')');
      if (argument && (behind.starts_with(")(") || method < at)) Tell(strongest, kLikely, "call of a script");
      if (lower.substr(0, at).ends_with("${") && lower[end] == '}') Tell(strongest, kLikely, "call of a script");
    }
  }
}

// Index after the bracket that closes the one at `open`; npos if there is none.
size_t BehindBrackets(std::string_view text, size_t open) {
  constexpr size_t kLongest = 512;
  size_t depth = 0;
  for (size_t at = open; at < text.size() && at - open < kLongest; ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return at + 1;
  }
  return std::string_view::npos;
}

constexpr std::string_view kScriptOperators = "-+*/%^|&<>=?:,;!~.[(";

// Whether `text`, behind the end of a text or comment of a script, goes on as a script would: an operator or a line
// break, a call or a new address of the page, and what keeps the rest of the page valid: a comment, or an operator and
// `opener`.
bool ContinuesScript(std::string_view text, std::string_view opener) {
  const size_t begin =
      text.find_first_not_of(" \t\r\n)]}-+*/%^|&<>=?:,;!~\xE2\x80\xA8\xA9");  // U+2028 ends a line, too
  if (begin == std::string_view::npos) return false;
  size_t at = begin;
  bool joined = text.substr(0, begin).find_first_of("-+*/%^|&<>=?:,;\r\n\xA8\xA9") != std::string_view::npos;
  for (const std::string_view word : {"in ", "instanceof ", "new ", "await ", "void ", "throw "}) {
    if (!text.substr(at).starts_with(word)) continue;
    joined = joined || word[0] == 'i';
    at += word.size();
  }
  const size_t name = at;
  while (at < text.size() && (IsScriptNameByte(text[at]) || text[at] == '.')) ++at;
  if (!joined || at == name || at >= text.size()) return false;
  const std::string_view path = text.substr(name, at - name);
  if (text[at] == '(') {
    at = BehindBrackets(text, at);
  } else if (text[at] != '=' || text.substr(at).starts_with("==") ||
             !(path.ends_with("location") || path.ends_with("onerror") || path.contains("location."))) {
    return false;
  }
  if (at >= text.size()) return false;
  const std::string_view rest = text.substr(at);
  const size_t next = rest.find_first_not_of(' ');
  if (next == std::string_view::npos) return false;
  const bool operates = (opener == "`" && rest[next] == '`') || kScriptOperators.contains(rest[next]) ||
                        rest[next] == '\n' || rest[next] == '\r' || rest.substr(next).starts_with("in ") ||
                        rest.substr(next).starts_with("instanceof ");
  return operates && (rest.contains(opener) || rest.contains("//") || rest.contains("<!--"));
}

// "'-open()-'", "*/open()/*": the field ends what the page's script began, and goes on with a call.
void FindBehindText(std::string_view lower, Strongest& strongest) {
  for (const std::string_view quote : {"'", "\"", "`"}) {
    const size_t at = lower.find(quote);
    if (at < lower.size() && ContinuesScript(lower.substr(at + 1), quote))
      return Tell(strongest, kLikely, "script behind a text");
  }
  const size_t comment = lower.find("*/");
  if (comment < lower.find("/*") && ContinuesScript(lower.substr(comment + 1), "/"))
    Tell(strongest, kLikely, "script behind a text");
}

// "Reflect.set.call`…`", "Function('…')()", "[][[]]+!![]": ways to call without a word that is known.
void FindUnnamedCalls(std::string_view lower, Strongest& strongest) {
  for (const std::string_view call : {".call`$", ".apply`$", "function`$"}) {
    if (lower.contains(call)) return Tell(strongest, kLikely, "call of a script");
  }
  const size_t made = lower.find("function(`");
  if (made < lower.size() && lower.find("`)", made + 10) < lower.size())
    return Tell(strongest, kLikely, "call of a script");
  std::string bare(lower);
  std::erase_if(bare, IsSpace);
  size_t found = 0;  // texts that are made from empty brackets
  for (const std::string_view piece : {"![]+", "[]+{}", "{}+[]", "+[]", "[][[]]", "+!+", "[]+!"}) {
    found += std::string_view(bare).contains(piece) ? 1U : 0U;
  }
  if (found >= 2 && (bare.contains("[]") || bare.contains("{}"))) Tell(strongest, kLikely, "script in pieces");
}

size_t CountOf(std::string_view word, std::string_view text) {
  size_t count = 0;
  for (size_t at = text.find(word); at < text.size(); at = text.find(word, at + word.size())) ++count;
  return count;
}

// "'java'+''+'script:'": texts that only have a meaning when joined.
void FindPieces(std::string_view lower, Strongest& strongest) {
  std::string joined;
  for (size_t at = 0; at < lower.size(); ++at) {
    if (IsQuote(lower[at])) {
      size_t next = at + 1;
      while (next < lower.size() && IsMarkupSpace(lower[next])) ++next;
      if (next < lower.size() && lower[next] == '+') {
        ++next;
        while (next < lower.size() && IsMarkupSpace(lower[next])) ++next;
        if (next < lower.size() && IsQuote(lower[next])) {
          at = next;
          continue;
        }
      }
    }
    joined += lower[at];
  }
  if (joined.size() == lower.size()) return;
  for (const std::string_view word : {"javascript", "unescape", "eval", "alert", "location", "script"}) {
    if (CountOf(word, joined) > CountOf(word, lower)) return Tell(strongest, kLikely, "script in pieces");
  }
}

}  // namespace

void FindScript(std::string_view reading, Strongest& strongest) {
  FindAddress(reading, strongest);
  const std::string lower = base::AsciiLower(reading);
  FindCalls(lower, strongest);
  FindObjects(lower, strongest);
  FindNewNames(lower, strongest);
  FindHandedOn(lower, strongest);
  FindBehindText(lower, strongest);
  FindUnnamedCalls(lower, strongest);
  FindPieces(lower, strongest);
}

}  // namespace gatehouse::field
