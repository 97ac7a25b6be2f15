#include "audit/checks/workflow_expression.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr size_t kMaxDepth = 40;

// What outsiders can make: the second part of github.event.….
constexpr auto kStrangersThings =
    std::to_array<std::string_view>({"issue", "pull_request", "comment", "review", "review_comment", "thread",
                                     "discussion", "answer", "old_answer", "pages", "commits", "head_commit",
                                     "workflow_run", "check_run", "check_suite", "merge_group", "forkee", "changes"});
// The fields of these that hold free text.
constexpr auto kFreeTexts = std::to_array<std::string_view>(
    {"title", "body", "ref", "label", "head_branch", "head_ref", "display_title", "default_branch", "message", "email",
     "page_name", "description", "homepage", "from", "summary"});
constexpr std::array<std::string_view, 9> kConditions = {"contains", "startswith", "endswith",  "hashfiles", "success",
                                                         "failure",  "always",     "cancelled", "case"};

bool IsNamePart(char c) { return base::IsLower(c) || base::IsDigit(c) || c == '_' || c == '-' || c == '.' || c == '*'; }

// In lower case without blanks outside of quotes, and github.event['issue'][0].title as github.event.issue.title.
std::string Plain(std::string_view expression) {
  std::string plain;
  bool quoted = false;
  for (const char c : expression) {
    if (c == '\'') quoted = !quoted;
    if (quoted || (c != ' ' && c != '\t' && c != '\n' && c != '\r')) plain.push_back(c);
  }
  plain = base::AsciiLower(plain);
  std::string joined;
  for (size_t at = 0; at < plain.size(); ++at) {
    const bool is_index = plain[at] == '[' && at > 0 && (IsNamePart(plain[at - 1]) || plain[at - 1] == ']');
    const size_t close = is_index ? plain.find(']', at) : std::string::npos;
    if (close == std::string::npos) {
      joined.push_back(plain[at]);
      continue;
    }
    const std::string_view index = base::Trim(std::string_view(plain).substr(at + 1, close - at - 1), "'");
    const bool is_name = !index.empty() && std::ranges::all_of(index, IsNamePart);
    joined += is_name ? "." + std::string(index) : ".*";  // a computed index: any of them
    at = close;
  }
  return joined;
}

// Where `sign` stands outside of quotes and brackets, from `from` on.
size_t FindOutside(std::string_view text, std::string_view sign, size_t from) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t at = from; at < text.size(); ++at) {
    if (text[at] == '\'') quoted = !quoted;
    if (quoted) continue;
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && depth > 0) --depth;
    if (depth == 0 && text.substr(at).starts_with(sign)) return at;
  }
  return std::string_view::npos;
}

std::vector<std::string_view> Split(std::string_view text, std::string_view sign) {
  std::vector<std::string_view> parts;
  size_t from = 0;
  for (size_t at = FindOutside(text, sign, 0); at != std::string_view::npos; at = FindOutside(text, sign, from)) {
    parts.push_back(text.substr(from, at - from));
    from = at + sign.size();
  }
  parts.push_back(text.substr(from));
  return parts;
}

void AddTexts(std::string_view text, size_t depth, std::vector<std::string>& texts) {
  if (depth > kMaxDepth || text.empty()) return;
  if (const auto choices = Split(text, "||"); choices.size() > 1) {
    for (const std::string_view choice : choices) AddTexts(choice, depth + 1, texts);
    return;
  }
  if (const auto terms = Split(text, "&&"); terms.size() > 1) return AddTexts(terms.back(), depth + 1, texts);
  for (const std::string_view comparison : {"==", "!=", "<", ">"}) {
    if (FindOutside(text, comparison, 0) != std::string_view::npos) return;
  }
  if (text.front() == '!' || text.front() == '\'') return;
  const size_t open = text.find('(');
  if (open == std::string_view::npos) {
    texts.emplace_back(text);
    return;
  }
  const std::string_view function = text.substr(0, open);
  if (std::ranges::find(kConditions, function) != kConditions.end()) return;
  const size_t close = text.rfind(')');
  const std::string_view inside = text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
  const size_t first = texts.size();
  for (const std::string_view argument : Split(inside, ",")) AddTexts(argument, depth + 1, texts);
  if (function != "tojson") return;
  for (size_t i = first; i < texts.size(); ++i) texts[i] = "tojson(" + texts[i] + ")";
}

bool IsInside(std::string_view reference, std::string_view part) {
  const size_t at = reference.find(part);
  return at != std::string_view::npos && at > 0 && reference[at - 1] == '.' &&
         (at + part.size() == reference.size() || reference[at + part.size()] == '.');
}

Writer WriterOfEvent(std::string_view path, bool whole) {
  const std::string_view thing = path.substr(0, path.find('.'));
  if (thing == "inputs" || thing == "client_payload") return Writer::kCaller;
  if (path.empty()) return whole ? Writer::kStranger : Writer::kNobody;
  if (std::ranges::find(kStrangersThings, thing) == kStrangersThings.end()) return Writer::kNobody;
  // Of the repository itself, or set by who has rights to it.
  for (const std::string_view own : {"base", "labels", "milestone"})
    if (IsInside(path, own)) return Writer::kNobody;
  if (whole) return Writer::kStranger;
  const size_t dot = path.rfind('.');
  const std::string_view field = path.substr(dot + 1);  // npos + 1 is 0
  if (std::ranges::find(kFreeTexts, field) != kFreeTexts.end() && dot != std::string_view::npos)
    return Writer::kStranger;
  const std::string_view before = path.substr(0, std::min(dot, path.size()));
  const bool is_person = before.ends_with("author") || before.ends_with("committer");
  return field == "name" && is_person ? Writer::kStranger : Writer::kNobody;
}

}  // namespace

std::vector<std::string> TextsIn(std::string_view expression) {
  std::vector<std::string> texts;
  AddTexts(Plain(expression), 0, texts);
  return texts;
}

Writer WriterOf(std::string_view reference) {
  constexpr std::string_view kWhole = "tojson(";
  constexpr std::string_view kEvent = "github.event.";
  const bool whole = reference.starts_with(kWhole);
  if (whole) reference = reference.substr(kWhole.size(), reference.rfind(')') - kWhole.size());
  if (reference == "github.head_ref") return Writer::kStranger;
  if (reference == "github" || reference == "github.event") return WriterOfEvent("", whole);
  if (reference.starts_with(kEvent)) return WriterOfEvent(reference.substr(kEvent.size()), whole);
  const bool is_input = reference.starts_with("inputs.") || (whole && reference == "inputs");
  return is_input ? Writer::kCaller : Writer::kNobody;
}

bool NamesASecret(std::string_view expression) {
  constexpr std::string_view kContext = "secrets";
  const std::string lower = base::AsciiLower(expression);
  for (size_t at = lower.find(kContext); at != std::string::npos; at = lower.find(kContext, at + 1)) {
    const char before = at == 0 ? ' ' : lower[at - 1];
    const std::string_view behind = std::string_view(lower).substr(at + kContext.size());
    const bool begins = !base::IsAlnum(before) && before != '-' && before != '_' && before != '.';
    if (begins && (behind.starts_with('.') || behind.starts_with('['))) return true;
  }
  return false;
}

}  // namespace gatehouse::audit
