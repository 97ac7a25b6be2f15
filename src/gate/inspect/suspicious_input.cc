#include "gate/inspect/suspicious_input.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

enum class Sign : uint8_t { kNone, kLong, kLines, kScriptElement, kScriptUrl, kEval };

// [query or body][sign]
constexpr std::array<std::array<std::string_view, 6>, 2> kWords = {{
    {"", "over 10,000 characters in the query", "over 100 line breaks in the query", "<script in the query",
     "javascript: in the query", "eval( in the query"},
    {"", "over 10,000 characters in the body", "over 100 line breaks in the body", "<script in the body",
     "javascript: in the body", "eval( in the body"},
}};

bool IsWordByte(char c) { return base::IsAlnum(c) || c == '_'; }

bool EndsWithWord(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && base::EqualIgnoringCase(text.substr(text.size() - word.size()), word);
}

// "JavaScript: The Good Parts" is a title; "javascript: alert(1)" is code.
bool IsScriptUrl(std::string_view before, std::string_view behind) {
  constexpr size_t kFar = 64;
  if (!EndsWithWord(before, "javascript")) return false;
  if (behind.empty() || behind.front() != ' ') return true;
  return behind.substr(0, kFar).find_first_of("(=`") != std::string_view::npos;
}

// Matches "eval(x)", not "retrieval(s)".
bool IsEval(std::string_view before) {
  constexpr std::string_view kEval = "eval";
  if (!EndsWithWord(before, kEval)) return false;
  return before.size() == kEval.size() || !IsWordByte(before[before.size() - kEval.size() - 1]);
}

Sign SignIn(std::string_view text, LengthRule length) {
  constexpr std::string_view kElement = "<script";
  constexpr size_t kShortestSign = 5;
  if (text.size() < kShortestSign) return Sign::kNone;
  if (length == LengthRule::kCounts && text.size() > kMaxPlainCharacters) {
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };  // of a UTF-8 character
    if (std::cmp_greater(std::ranges::count_if(text, starts), kMaxPlainCharacters)) return Sign::kLong;
  }
  size_t breaks = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '\n':
        if (++breaks > kMaxPlainLineBreaks && length == LengthRule::kCounts) return Sign::kLines;
        break;
      case '<':
        if (base::EqualIgnoringCase(text.substr(at, kElement.size()), kElement)) return Sign::kScriptElement;
        break;
      case ':':
        if (IsScriptUrl(text.substr(0, at), text.substr(at + 1))) return Sign::kScriptUrl;
        break;
      case '(':
        if (IsEval(text.substr(0, at))) return Sign::kEval;
        break;
      default:
        break;
    }
  }
  return Sign::kNone;
}

// The parser bounds the depth.
Sign SignIn(const json::Value& value, LengthRule length) {
  if (const auto text = value.String()) return SignIn(*text, length);
  Sign found = Sign::kNone;
  value.ForEach([&](std::string_view name, json::Value member) {
    found = SignIn(name, length);
    if (found == Sign::kNone) found = SignIn(member, length);
    return found == Sign::kNone;
  });
  return found;
}

}  // namespace

std::string_view SuspiciousInQuery(std::string_view query) {
  if (query.empty()) return {};
  if (query.find_first_of("%+") == std::string_view::npos)
    return kWords[0][static_cast<size_t>(SignIn(query, LengthRule::kCounts))];
  std::string spaced(query);
  std::ranges::replace(spaced, '+', ' ');
  const auto decoded = base::PercentDecode(spaced);
  return kWords[0][static_cast<size_t>(
      SignIn(decoded ? std::string_view(*decoded) : std::string_view(spaced), LengthRule::kCounts))];
}

std::string_view SuspiciousInText(std::string_view text) {
  return kWords[1][static_cast<size_t>(SignIn(text, LengthRule::kCounts))];
}

std::string_view SuspiciousInBody(const json::Value& document, LengthRule length) {
  return kWords[1][static_cast<size_t>(SignIn(document, length))];
}

}  // namespace gatehouse::gate
