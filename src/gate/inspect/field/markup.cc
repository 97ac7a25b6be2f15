#include "gate/inspect/field/markup.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/inspect/field/address.h"
#include "gate/inspect/field/letters.h"
#include "gate/inspect/field/readings.h"
#include "gate/inspect/field/script.h"

namespace gatehouse::field {
namespace {

// Elements that execute or load something without user action.
constexpr std::string_view kActive[] = {"script",   "iframe", "object",  "embed",    "applet",  "base", "meta",
                                        "link",     "style",  "frame",   "frameset", "isindex", "xml",  "bgsound",
                                        "layer",    "ilayer", "import",  "svg",      "math",    "xss",  "vmlframe",
                                        "noscript", "portal", "handler", "listener", "comment"};
// Elements whose end tag would end raw text that the page began before the field.
constexpr std::string_view kRawText[] = {"script", "style",  "title",   "textarea", "noscript",
                                         "xmp",    "iframe", "noembed", "svg",      "plaintext"};
// Attributes whose value is an address that is opened or executed.
constexpr std::string_view kAddresses[] = {
    "href",       "src",      "action",  "formaction", "data",   "background",    "poster",
    "srcset",     "to",       "from",    "values",     "dynsrc", "lowsrc",        "codebase",
    "xlink:href", "manifest", "code",    "cite",       "folder", "url",           "content",
    "location",   "profile",  "classid", "value",      "by",     "attributename", "ping"};
// Attributes that execute or fetch without user action.
constexpr std::string_view kActiveAttributes[] = {"srcdoc",      "datasrc",   "dataformatas",    "datafld",
                                                  "xmlns:xlink", "fscommand", "seeksegmenttime", "xlink:href",
                                                  "xmlns:xss",   "ev:handler"};
// Namespaces whose elements can execute under any name.
constexpr std::string_view kNamespaces[] = {"svg", "xsl", "math", "xss", "vml"};

bool IsNameByte(char c) { return IsLetter(c) || base::IsDigit(c) || c == '-' || c == ':' || c == '_' || c == '.'; }

template <size_t kCount>
bool IsOneOf(std::string_view word, const std::string_view (&words)[kCount]) {
  return std::ranges::any_of(words, [word](std::string_view each) { return base::EqualIgnoringCase(each, word); });
}

bool IsHandler(std::string_view name) {
  return name.size() > 4 && (name[0] | 0x20) == 'o' && (name[1] | 0x20) == 'n' &&
         std::ranges::all_of(name.substr(2), IsLetter);
}

class Page {
 public:
  Page(std::string_view text, Strongest& strongest)
      : text_(text), names_space_(text.contains("xmlns")), strongest_(strongest) {}

  // Reads the field as text, or inside a tag after a quote (or, without a quote, after the attribute's value).
  void AsText() {
    for (size_t at = text_.find('<'); at != std::string_view::npos && !strongest_.sure(); at = text_.find('<', at + 1))
      Tag(at);
  }
  void AsAttribute(char quote) {
    const size_t begin = quote == 0 ? 0 : text_.find(quote);
    if (begin != std::string_view::npos) Attributes(quote == 0 ? 0 : begin + 1, {});
  }

 private:
  void Tell(double score, std::string_view signal) { strongest_.Tell(Family::kMarkup, score, signal); }

  // Tags may be nested so that each seems to extend to the end of the field; together they may cost at most a
  // few times its length.
  bool Spend(size_t at) {
    spent_ += at > last_ ? at - last_ : 1;
    last_ = at;
    if (spent_ < kMostTimes * text_.size() + kLeastBudget) return true;
    Tell(kRefuse, "markup without an end");
    return false;
  }

  void Tag(size_t open) {
    size_t at = open + 1;
    if (at >= text_.size()) return;
    const std::string_view rest = text_.substr(at);
    if (rest[0] == '!') return Declaration(rest);
    if (base::EqualIgnoringCase(rest.substr(0, 5), "?xml ")) return Tell(0.5, "processing instruction");
    if (rest[0] == '?' || rest[0] == '%') {
      if (rest.size() > 1 && (IsLetter(rest[1]) || rest[0] == '%' || IsMarkupSpace(rest[1])))
        Tell(0.75, "processing instruction");
      return;
    }
    const bool closing = rest[0] == '/';
    if (closing) ++at;
    // Old browsers skipped characters between '<' and the name.
    constexpr size_t kMostSkipped = 8;
    size_t skipped = at;
    while (skipped < text_.size() && skipped - at < kMostSkipped &&
           (text_[skipped] == '\0' || text_[skipped] == '<' || text_[skipped] == '/'))
      ++skipped;
    if (!closing) at = skipped;
    size_t end = at;
    std::string name;
    while (end < text_.size() && end - at < 64 && (IsNameByte(text_[end]) || text_[end] == '\0')) {
      if (text_[end] != '\0') name += text_[end];
      ++end;
    }
    if (closing && name.empty() && rest.starts_with("//")) return Attributes(at + 1, "/");  // a tag to old browsers
    if (closing) {
      // "</ foo" and "</x" are comments to browsers, up to the next '>'; attributes of an end tag are ignored.
      if (IsOneOf(name, kRawText)) Tell(0.75, "end of a script or text element");
      return;
    }
    if (name.empty() || !IsLetter(name[0])) return;
    if (IsOneOf(name, kActive)) return Tell(kStrong, "active element");
    if (const size_t colon = name.find(':'); colon != std::string::npos) {
      const std::string_view local = std::string_view(name).substr(colon + 1);
      if (IsOneOf(local, kActive)) return Tell(kStrong, "active element");
      if (names_space_ || (!local.empty() && IsOneOf(std::string_view(name).substr(0, colon), kNamespaces)))
        Tell(0.75, "element of a namespace");
    }
    Attributes(end, name);
  }

  void Declaration(std::string_view rest) {
    const std::string lower = base::AsciiLower(rest.substr(0, 400));
    if (lower.starts_with("!--")) {
      for (const std::string_view word : {"[if", "import", "entity", "<img", "<script", "`"}) {
        if (lower.contains(word)) return Tell(0.75, "comment that browsers read");
      }
      return;
    }
    if (lower.starts_with("!entity") || lower.starts_with("!element") || lower.starts_with("!attlist"))
      return Tell(kStrong, "entity of a document");
    if (lower.starts_with("!doctype") &&
        (lower.contains("system") || lower.contains("entity") || lower.contains("public") || lower.contains('['))) {
      return Tell(kStrong, "entity of a document");
    }
    if (lower.starts_with("![cdata[")) Tell(0.4, "cdata");
  }

  // Checks each attribute of a tag, up to its '>'. `tag` is empty if the field breaks into a tag of the page.
  void Attributes(size_t at, std::string_view tag) {
    const bool broken_into = tag.empty();
    while (at < text_.size() && !strongest_.sure()) {
      if (!Spend(at)) return;
      while (at < text_.size() && (IsMarkupSpace(text_[at]) || std::string_view("/\"'`,;+").contains(text_[at]))) ++at;
      if (at >= text_.size()) return;
      if (text_[at] == '>' || text_[at] == '<') return;
      const size_t begin = at;
      while (at < text_.size() && !IsMarkupSpace(text_[at]) && !std::string_view("=/>\"'<`,;[").contains(text_[at]))
        ++at;
      if (at == begin) {
        ++at;
        continue;
      }
      std::string name(text_.substr(begin, std::min<size_t>(at - begin, 64)));
      std::erase_if(name, [](char c) { return c == '\0' || static_cast<uint8_t>(c) >= 0x80 || (c > 0 && c < 0x20); });
      // Forms from fuzzers: "onerror[c]=[e]"
      if (at < text_.size() && text_[at] == '[') {
        const size_t bracket = text_.find(']', at);
        at = bracket == std::string_view::npos ? text_.size() : bracket + 1;
      }
      size_t equals = at;
      while (equals < text_.size() && (IsMarkupSpace(text_[equals]) || text_[equals] == '/' || text_[equals] == '+'))
        ++equals;
      const bool has_value = equals < text_.size() && text_[equals] == '=';
      std::string_view value;
      if (has_value) {
        at = equals + 1;
        value = Value(at);
        if (!Spend(at)) return;
      }
      Attribute(name, value, has_value, broken_into);
    }
  }

  std::string_view Value(size_t& at) const {
    while (at < text_.size() && IsMarkupSpace(text_[at])) ++at;
    if (at >= text_.size()) return {};
    const char quote = text_[at];
    if (quote == '"' || quote == '\'' || quote == '`') {
      const size_t end = text_.find(quote, at + 1);
      if (end != std::string_view::npos) {
        const std::string_view value = text_.substr(at + 1, end - at - 1);
        at = end + 1;
        return value;
      }
      const std::string_view value = text_.substr(at + 1);
      at = text_.size();
      return value;
    }
    const size_t begin = at;
    while (at < text_.size() && !IsMarkupSpace(text_[at]) && text_[at] != '>') ++at;
    return text_.substr(begin, at - begin);
  }

  void Attribute(std::string_view name, std::string_view value, bool has_value, bool broken_into) {
    if (IsHandler(name) && has_value) {
      // In prose, words also begin with "on": "online = true".
      const bool known = KnownHandler(name);
      if (!broken_into) return Tell(known ? kSure : 0.8, "event handler");
      return Tell(known ? kStrong : 0.5, "event handler");
    }
    if (!has_value) return;
    if (base::EqualIgnoringCase(name, "style") && RunsAsStyle(value)) return Tell(kStrong, "style that runs");
    // <set attributeName="href" to="…"> changes an address of another element while the page is shown.
    if (!broken_into && base::EqualIgnoringCase(name, "attributename") &&
        (base::AsciiLower(value).ends_with("href") || IsHandler(value))) {
      return Tell(0.8, "active attribute");
    }
    if (IsOneOf(name, kActiveAttributes)) return Tell(broken_into ? kRefuse : 0.8, "active attribute");
    if (RunsAsAddress(value) && (!broken_into || IsOneOf(name, kAddresses))) return Tell(kStrong, "address that runs");
    if (base::EqualIgnoringCase(name, "type") && Address(value).contains("scriptlet"))
      return Tell(kStrong, "active attribute");
  }

  [[nodiscard]] static bool KnownHandler(std::string_view name) {
    constexpr std::string_view kStems[] = {
        "load",       "error",        "click",       "mouse",      "key",        "focus",      "blur",       "change",
        "submit",     "toggle",       "animation",   "transition", "pointer",    "drag",       "drop",       "copy",
        "cut",        "paste",        "before",      "after",      "scroll",     "wheel",      "touch",      "resize",
        "select",     "input",        "play",        "show",       "hash",       "message",    "page",       "pop",
        "storage",    "unload",       "start",       "finish",     "bounce",     "begin",      "end",        "repeat",
        "search",     "context",      "aux",         "dbl",        "activate",   "deactivate", "can",        "cue",
        "duration",   "ended",        "loaded",      "ready",      "property",   "reset",      "rows",       "cell",
        "data",       "filter",       "help",        "lose",       "layout",     "move",       "offline",    "online",
        "out",        "progress",     "redo",        "undo",       "row",        "seek",       "stop",       "stalled",
        "suspend",    "sync",         "time",        "track",      "url",        "volume",     "waiting",    "webkit",
        "invalid",    "close",        "cancel",      "gesture",    "fullscreen", "abort",      "error",      "rate",
        "readystate", "zoom",         "orientation", "control",    "media",      "over",       "hide",       "ring",
        "security",   "slot",         "form",        "got",        "lost",       "pause",      "command",    "content",
        "emptied",    "enter",        "leave",       "encrypted",  "language",   "rejection",  "unhandled",  "gamepad",
        "freeze",     "prerendering", "resume",      "visibility", "location",   "prompt",     "validation", "stream",
        "app"};
    const std::string_view stem = name.substr(2);
    return std::ranges::any_of(
        kStems, [stem](std::string_view each) { return base::EqualIgnoringCase(stem.substr(0, each.size()), each); });
  }

  static constexpr size_t kMostTimes = 8;
  static constexpr size_t kLeastBudget = 4096;

  std::string_view text_;
  bool names_space_;
  Strongest& strongest_;
  size_t spent_ = 0;  // bytes of tags examined so far
  size_t last_ = 0;   // the last place examined
};

// "&#0000060": unusually many zeros, or a reference for '<' alone.
void FindReferences(std::string_view text, Strongest& strongest) {
  size_t letters = 0;  // references for letters that need no escape
  for (size_t at = text.find("&#"); at != std::string_view::npos; at = text.find("&#", at + 2)) {
    const bool hex = at + 2 < text.size() && (text[at + 2] | 0x20) == 'x';
    const Reference reference = ReferenceAt(text.substr(at));
    const size_t digits = at + (hex ? 3 : 2);
    if (reference.length == 0 || reference.character > 0x7F || digits >= text.size()) continue;
    letters += reference.character < 0x80 && IsLetter(static_cast<char>(reference.character)) ? 1 : 0;
    if (letters >= 3) strongest.Tell(Family::kMarkup, 0.75, "character reference in disguise");
    const bool letter = reference.character < 0x80 && IsLetter(static_cast<char>(reference.character));
    if (text[digits] == '0' && reference.length > 4)
      strongest.Tell(Family::kMarkup, 0.75, "character reference in disguise");
    // A letter that needs no escape, used more than once.
    if (letter && text.find("&#", at + 2) != std::string_view::npos)
      strongest.Tell(Family::kMarkup, kSuspect, "character reference in disguise");
  }
}

}  // namespace

void FindMarkup(std::string_view reading, Strongest& strongest) {
  Page page(reading, strongest);
  page.AsText();
  for (const char quote : {'"', '\'', '\0'}) {
    if (!strongest.sure()) page.AsAttribute(quote);
  }
  FindScript(reading, strongest);
  FindReferences(reading, strongest);
  // UTF-7, as old browsers decode a page without a charset.
  if (reading.contains("+ADw-") ||
      reading.contains("\xBC"
                       "script\xBE") ||
      reading.contains("\xBC"
                       "script\xC2\xBE"))
    strongest.Tell(Family::kMarkup, 0.75, "markup in another encoding");
}

}  // namespace gatehouse::field
