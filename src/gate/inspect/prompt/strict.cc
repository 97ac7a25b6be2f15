#include "gate/inspect/prompt/strict.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/fold.h"
#include "gate/inspect/prompt/code_point.h"

namespace gatehouse::prompt {
namespace {

using gate::Reason;

constexpr std::array<std::string_view, 3> kMarkup = {"javascript:", "data:text/html", "vbscript:"};
constexpr std::array<std::string_view, 6> kSqlWords = {"select", "insert", "update", "delete", "drop", "union"};
constexpr std::array<std::string_view, 4> kSqlMarks = {"--", "#", "/*", "*/"};

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// <script[^>]*>.*?</script>, where . is anything but a line break. Each search goes on where the last one ended.
bool HoldsScript(std::string_view text) {
  constexpr std::string_view kOpen = "<script";
  constexpr std::string_view kClose = "</script>";
  size_t close = 0;
  for (size_t at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, at)) {
    at = text.find('>', at + kOpen.size());
    if (at == std::string_view::npos) return false;
    close = text.find(kClose, std::max(close, at + 1));
    if (close == std::string_view::npos) return false;
    const size_t line_end = text.find('\n', at);
    if (close < line_end) return true;
    at = line_end;  // no opening between here and there has a closing on its line either
  }
  return false;
}

// A run of word characters, and what stands behind it.
struct Word {
  std::string_view text;
  std::string_view rest;
};

// Calls visit(Word) for each word until it returns true.
template <typename Visit>
bool AnyWord(std::string_view text, Visit visit) {
  while (!text.empty()) {
    size_t size = 0;
    while (size < text.size()) {
      const CodePoint next = FirstCodePoint(text.substr(size));
      if (!IsWord(next.value)) break;
      size += next.size;
    }
    if (size > 0 && visit(Word{text.substr(0, size), text.substr(size)})) return true;
    text.remove_prefix(size);
    if (!text.empty()) text.remove_prefix(FirstCodePoint(text).size);
  }
  return false;
}

std::string_view WithoutSpace(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = FirstCodePoint(text);
    if (!IsSpace(next.value)) break;
    text.remove_prefix(next.size);
  }
  return text;
}

// on\w+\s*=
bool IsHandler(const Word& word) {
  const size_t on = word.text.find("on");
  if (on == std::string_view::npos || on + 2 == word.text.size()) return false;
  return WithoutSpace(word.rest).starts_with('=');
}

bool HoldsMarkup(std::string_view text) {
  return HoldsScript(text) ||
         std::ranges::any_of(kMarkup, [&](std::string_view part) { return Contains(text, part); }) ||
         AnyWord(text, IsHandler);
}

bool HoldsSql(std::string_view text) {
  if (std::ranges::any_of(kSqlMarks, [&](std::string_view mark) { return Contains(text, mark); })) return true;
  size_t line_end = 0;  // and the last '=' of that line: whatever many times "or" stands in a line, it is read once
  size_t last_equals = 0;
  return AnyWord(text, [&](const Word& word) {
    if (std::ranges::find(kSqlWords, word.text) != kSqlWords.end()) return true;
    if (word.text != "or" && word.text != "and") return false;
    const auto at = static_cast<size_t>(word.rest.data() - text.data());
    if (at >= line_end) {
      line_end = std::min(text.find('\n', at), text.size());
      const size_t equals = text.substr(0, line_end).rfind('=');
      last_equals = equals == std::string_view::npos ? 0 : equals;
    }
    return last_equals >= at && text[last_equals] == '=';
  });
}

bool IsBlank(std::string_view text) { return WithoutSpace(text).empty(); }

}  // namespace

Reason CheckLength(std::string_view prompt) {
  if (IsBlank(prompt)) return Reason::kPromptEmpty;
  return CountCodePoints(prompt) > kMaxCodePoints ? Reason::kPromptTooLong : Reason::kAllowed;
}

Reason JudgeStrictly(std::string_view prompt) {
  if (const Reason length = CheckLength(prompt); length != Reason::kAllowed) return length;
  const std::string folded = base::FoldCase(prompt);
  if (HoldsMarkup(folded)) return Reason::kPromptMarkup;
  return HoldsSql(folded) ? Reason::kPromptSql : Reason::kAllowed;
}

}  // namespace gatehouse::prompt
