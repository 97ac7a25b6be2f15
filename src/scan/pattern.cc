#include "scan/pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "scan/command_notation.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kTriggerCharacters = 16;  // of the first class: enough to be rare, few enough to be fast

constexpr std::string_view kBase64 = "[0-9A-Za-z+/]";
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kClasses = {{
    {"hex", "[0-9a-f]"},
    {"xhex", "[0-9a-fA-F]"},
    {"digit", "[0-9]"},
    {"lower", "[0-9a-z]"},
    {"upper", "[0-9A-Z]"},
    {"alnum", "[0-9A-Za-z]"},
    {"word", "[0-9A-Za-z_]"},
    {"url", "[0-9A-Za-z_-]"},
    {"b64", kBase64},
    {"b32", "[A-Z2-7]"},
    {"letter", "[A-Za-z]"},
}};
constexpr std::string_view kUuid = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

struct Piece {
  std::string_view set;
  unsigned least = 0;
  unsigned most = 0;
  size_t length = 0;  // of the notation
};

// The notation at the start of `text`.
std::optional<Piece> PieceAt(std::string_view text) {
  const size_t close = text.find('>');
  if (!text.starts_with('<') || close == std::string_view::npos) return {};
  const std::string_view inside = text.substr(1, close - 1);
  const size_t colon = inside.find(':');
  if (colon == std::string_view::npos) return {};
  Piece piece{.length = close + 1};
  const char* const end = inside.data() + colon;
  auto [next, error] = std::from_chars(inside.data(), end, piece.least);
  if (error != std::errc()) return {};
  piece.most = piece.least;
  if (next != end) {
    if (*next != '-') return {};
    const auto [last, second] = std::from_chars(next + 1, end, piece.most);
    if (second != std::errc() || last != end) return {};
  }
  for (const auto& [name, set] : kClasses) {
    if (name == inside.substr(colon + 1)) piece.set = set;
  }
  if (piece.set.empty()) return {};
  return piece;
}

// RE2 and Vectorscan count to 1000: more is written as a product.
std::string Repeated(std::string_view set, unsigned least, unsigned most) {
  constexpr unsigned kMax = 1000;
  if (least == most && most <= kMax) return fmt::format("{}{{{}}}", set, least);
  if (most <= kMax) return fmt::format("{}{{{},{}}}", set, least, most);
  return fmt::format("{}{{{}}}{}*", set, least, set);
}

// The beginning of a pattern was cut off inside a group: without the brackets that stay open.
std::string WithoutOpenGroups(std::string regex) {
  int open = 0;
  for (size_t at = regex.size(); at > 0; --at) {
    const bool escaped = at > 1 && regex[at - 2] == '\\';
    if (escaped) continue;
    if (regex[at - 1] == ')') ++open;
    if (regex[at - 1] != '(') continue;
    if (--open >= 0) continue;
    open = 0;
    regex.erase(at - 1, std::string_view(regex).substr(at).starts_with("?:") ? 3 : 1);
  }
  return regex;
}

// What may stand in front of a key: no letter or digit, unless they are an escape's (\n in JSON, %3D in a form).
constexpr std::string_view kInFront = R"((?:^|[^0-9A-Za-z]|\\[nrt]|%[0-9A-Fa-f]{2}|%25[0-9A-Fa-f]{2}))";
constexpr std::string_view kBehind = R"((?:[^0-9A-Za-z_-]|$))";
// Around a key in base64 no sign of base64 either: it would be a part of a longer text.
constexpr std::string_view kInFrontOfBase64 = R"((?:^|[^0-9A-Za-z+/]|\\[nrt]|%[0-9A-Fa-f]{2}|%25[0-9A-Fa-f]{2}))";
constexpr std::string_view kBehindBase64 = R"((?:[^0-9A-Za-z_+/-]|$))";

bool BeginsWithBase64(std::string_view pattern) { return PieceAt(pattern).value_or(Piece()).set == kBase64; }
bool EndsWithBase64(std::string_view pattern) {
  while (pattern.ends_with(')')) pattern.remove_suffix(1);
  const std::string_view end = pattern.substr(std::min(pattern.rfind('<'), pattern.size()));
  const Piece piece = PieceAt(end).value_or(Piece());
  return piece.set == kBase64 && piece.length == end.size();
}

// The length of the letter, digit or notation at the start of `text`, which stands for at least `least` letters and
// digits; 0 where there is anything else.
size_t LengthOfRunPart(std::string_view text, size_t& least) {
  if (const auto piece = PieceAt(text)) {
    least = piece->least;
    return piece->set.find_first_of("_+/") == std::string_view::npos ? piece->length : 0;
  }
  least = 1;
  return base::IsAlnum(text.front()) ? 1 : 0;
}

// One alternative of a pattern, as IsOneRun.
bool IsOneRunHere(std::string_view pattern, size_t least) {
  for (const std::string_view end : {"={0,2}", "={1,2}", "={0,1}", "="}) {
    if (!pattern.ends_with(end)) continue;
    pattern.remove_suffix(end.size());
    break;
  }
  size_t characters = 0;
  while (!pattern.empty()) {
    size_t of_part = 0;
    const size_t length = LengthOfRunPart(pattern, of_part);
    if (length == 0) return false;
    characters += of_part;
    pattern.remove_prefix(length);
  }
  return characters >= least;
}

// Adds up how wide a match may be, of the part of the language that rules use.
class WidthReader {
 public:
  explicit WidthReader(std::string_view regex) : rest_(regex) {}

  // Of alternatives, up to the closing bracket or the end.
  size_t Alternatives() {
    size_t most = 0;
    size_t width = 0;
    while (!rest_.empty() && !rest_.starts_with(')')) {
      if (Take("|")) {
        width = 0;
        continue;
      }
      const size_t atom = Atom();
      width += atom * Times();
      most = std::max(most, width);
    }
    return most;
  }
  [[nodiscard]] bool has_limit() const { return has_limit_; }

 private:
  bool Take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  char Next() {
    const char c = rest_.empty() ? '\0' : rest_.front();
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
    return c;
  }

  size_t Atom() {
    const char c = Next();
    if (c == '^' || c == '$') return 0;
    if (c == '[') return Class();
    if (c == '(') return Group();
    if (c != '\\') return 1;
    const char escaped = Next();
    return escaped == 'b' || escaped == 'B' ? 0 : 1;  // of \xHH, which no rule has, more
  }
  size_t Class() {
    Take("^");
    Take("]");
    for (char c = Next(); c != ']' && !rest_.empty(); c = Next()) {
      if (c == '\\') Next();
    }
    return 1;
  }
  size_t Group() {
    if (Take("?")) {
      char c = Next();
      while (c != ':' && c != ')' && !rest_.empty()) c = Next();
      if (c == ')') return 0;  // flags
    }
    const size_t width = Alternatives();
    Take(")");
    return width;
  }
  // What stands behind an atom.
  size_t Times() {
    size_t times = 1;
    if (Take("*") || Take("+")) {
      has_limit_ = false;
    } else if (rest_.starts_with('{')) {
      const std::string_view counts = rest_.substr(1, rest_.find('}') - 1);
      const std::string_view last = counts.substr(counts.find(',') + 1);  // npos + 1 is 0
      if (last.empty()) has_limit_ = false;
      std::from_chars(last.data(), last.data() + last.size(), times);
      rest_.remove_prefix(std::min(counts.size() + 2, rest_.size()));
    } else {
      Take("?");
    }
    Take("?");  // as few as possible
    return times;
  }

  std::string_view rest_;
  bool has_limit_ = true;
};

}  // namespace

std::optional<size_t> MostWidth(std::string_view regex) {
  WidthReader reader(regex);
  const size_t width = reader.Alternatives();
  return reader.has_limit() ? std::optional(width) : std::nullopt;
}

bool IsOneRun(std::string_view pattern, size_t least) {
  // Groups with alternatives have brackets, and are no part of a run.
  while (true) {
    const size_t bar = std::min(pattern.find('|'), pattern.size());
    if (!IsOneRunHere(pattern.substr(0, bar), least)) return false;
    if (bar == pattern.size()) return true;
    pattern.remove_prefix(bar + 1);
  }
}

std::string Expand(std::string_view pattern) {
  std::string regex;
  while (!pattern.empty()) {
    if (pattern.starts_with("<uuid>")) {
      regex += kUuid;
      pattern.remove_prefix(6);
    } else if (const auto piece = PieceAt(pattern)) {
      regex += Repeated(piece->set, piece->least, piece->most);
      pattern.remove_prefix(piece->length);
    } else if (const CommandNotation programs = CommandNotationAt(pattern); programs.length > 0) {
      regex += programs.regex;
      pattern.remove_prefix(programs.length);
    } else {
      regex += pattern.front();
      pattern.remove_prefix(1);
    }
  }
  return regex;
}

std::string ConfirmingRegex(const Rule& rule) {
  const std::string regex = Expand(rule.pattern);
  const std::string_view flags = rule.caseless ? "(?i)" : "";
  if (rule.kind == Rule::Kind::kGeneric) return fmt::format("{}{}", flags, regex);
  // A group of its own stands for the secret; what is around it is the rule's business too.
  bool has_group = false;
  for (size_t at = regex.find('('); at != std::string::npos; at = regex.find('(', at + 1)) {
    const bool escaped = at > 0 && regex[at - 1] == '\\';
    if (!escaped && !std::string_view(regex).substr(at).starts_with("(?")) has_group = true;
  }
  const std::string_view front = BeginsWithBase64(rule.pattern) ? kInFrontOfBase64 : kInFront;
  const std::string_view behind = EndsWithBase64(rule.pattern) ? kBehindBase64 : kBehind;
  if (has_group) return fmt::format("{}{}(?:{}){}", flags, front, regex, behind);
  return fmt::format("{}{}({}){}", flags, front, regex, behind);
}

Trigger TriggerOf(const Rule& rule) {
  if (!rule.trigger.empty()) return {Expand(rule.trigger), rule.caseless};
  if (rule.kind == Rule::Kind::kNamed) return {std::string(rule.word), true};
  std::string regex;
  std::string_view rest = rule.pattern;
  while (!rest.empty()) {
    if (rest.starts_with("<uuid>")) return {WithoutOpenGroups(regex) + "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}", rule.caseless};
    if (const auto piece = PieceAt(rest)) {
      const unsigned count = std::min<unsigned>(piece->least, kTriggerCharacters);
      return {WithoutOpenGroups(regex) + Repeated(piece->set, count, count), rule.caseless};
    }
    regex += rest.front();
    rest.remove_prefix(1);
  }
  return {regex, rule.caseless};
}

}  // namespace gatehouse::scan
