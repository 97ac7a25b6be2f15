#include "dotenv/grammar.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "dotenv/document.h"

namespace gatehouse::dotenv {
namespace {

constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }
constexpr bool IsNameStart(char c) { return base::IsLetter(c) || c == '_'; }
constexpr bool IsNameCharacter(char c) { return IsNameStart(c) || base::IsDigit(c); }
constexpr bool IsQuote(char c) { return c == '\'' || c == '"' || c == '`'; }

// Characters allowed in unquoted values, which shells and all grammars read the same way.
constexpr bool IsPlain(char c) {
  return IsNameCharacter(c) || std::string_view("./:@%+,-").find(c) != std::string_view::npos;
}

constexpr bool IsControl(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f'; }

size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && IsBlank(text[at])) ++at;
  return at;
}

bool AtLineEnd(std::string_view text, size_t at) {
  return at == text.size() || text[at] == '\n' || text.substr(at, 2) == "\r\n";
}

size_t FindLineEnd(std::string_view text, size_t at) {
  const size_t feed = std::min(text.find('\n', at), text.size());
  return feed > at && feed < text.size() && text[feed - 1] == '\r' ? feed - 1 : feed;
}

// The meaning of a backslash and this character between double quotes; 0: both stand for themselves.
constexpr char Escaped(char c) {
  constexpr std::string_view kWritten = "\\'\"abfnrtv";
  constexpr std::string_view kMeant = "\\'\"\a\b\f\n\r\t\v";
  const size_t at = kWritten.find(c);
  return at == std::string_view::npos ? '\0' : kMeant[at];
}

// The end of the quote that opens at `at`, npos if it does not end; its content is written to `value`.
size_t ReadQuoted(std::string_view text, size_t at, std::string& value) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    const char c = text[at];
    if (c == quote) return at;
    if (c == '\r' && text.substr(at, 2) == "\r\n") continue;  // a line break in a value is one character
    if (quote == '"' && c == '\\' && at + 1 < text.size()) {
      const char meant = Escaped(text[at + 1]);
      if (meant != '\0') {
        value += meant;
        ++at;
        continue;
      }
    }
    value += c;
  }
  return std::string_view::npos;
}

}  // namespace

bool HasControl(std::string_view text) { return std::ranges::any_of(text, IsControl); }

bool IsSettingName(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || !IsNameStart(name[0])) return false;
  for (const char c : name) {
    if (!IsNameCharacter(c)) return false;
  }
  return true;
}

base::Result<ValuePart> ReadValue(std::string_view text) {
  ValuePart part;
  const size_t begin = SkipBlanks(text, 0);
  part.spelled_from = part.spelled_to = begin;
  if (begin < text.size() && IsQuote(text[begin])) {
    std::string value;
    value.reserve(FindLineEnd(text, begin) - begin);
    const size_t closing = ReadQuoted(text, begin, value);
    part.value = base::SecretString(std::move(value));
    if (closing == std::string_view::npos) return base::Fail("A quote begins here and does not end");
    part.spelled_to = closing + 1;
    const size_t end = SkipBlanks(text, part.spelled_to);
    if (!AtLineEnd(text, end) && text[end] != '#') {
      return base::Fail("There is text after the closing quote", {}, "a comment begins with #");
    }
    part.length = FindLineEnd(text, end);
    if (HasControl(text.substr(end, part.length - end))) return base::Fail("Holds a control character");
    return part;
  }
  size_t end = FindLineEnd(text, begin);
  part.length = end;
  if (HasControl(text.substr(begin, end - begin))) {
    return base::Fail("Holds a control character", {}, "put the value in quotes");
  }
  // A comment begins with a '#' after a blank: "a#b" is a value.
  for (size_t i = begin; i < end; ++i) {
    if (text[i] == '#' && i > 0 && IsBlank(text[i - 1])) {
      end = i;
      break;
    }
  }
  while (end > begin && IsBlank(text[end - 1])) --end;
  part.spelled_to = end;
  part.value = base::SecretString(std::string(text.substr(begin, end - begin)));
  return part;
}

base::Result<base::SecretString> SpellValue(std::string_view value) {
  if (value.contains('\0')) return base::Fail("A value with a NUL cannot stand in a .env file");
  if (!base::IsUtf8(value)) {
    return base::Fail("A value that is not UTF-8 cannot stand in a .env file", {}, "encode it, as base64 say");
  }
  bool plain = true;
  for (const char c : value) plain = plain && IsPlain(c);
  if (plain) return base::SecretString(std::string(value));
  const bool needs_escape = value.contains('\r');
  // Single quotes have no escapes, except in python-dotenv: a backslash before a backslash or a quote.
  const bool single = !value.contains('\'') && !value.contains("\\\\") && !value.ends_with('\\');
  if (single && !needs_escape) return base::SecretString("'" + std::string(value) + "'");
  // Between double quotes, each grammar has its own special characters.
  if (!needs_escape && value.find_first_of("\"\\$`") == std::string_view::npos) {
    return base::SecretString('"' + std::string(value) + '"');
  }
  std::string spelled = "\"";
  spelled.reserve(2 * value.size() + 2);
  for (const char c : value) {
    if (c == '\r') {
      spelled += "\\r";
    } else {
      if (c == '\\' || c == '"') spelled += '\\';
      spelled += c;
    }
  }
  spelled += '"';
  return base::SecretString(std::move(spelled));
}

base::Result<std::vector<Setting>> ParseDotenv(std::string_view text, const std::string& origin) {
  const auto document = Document::Parse(text, origin);
  if (!document) return std::unexpected(document.error());
  return document->Settings();
}

}  // namespace gatehouse::dotenv
