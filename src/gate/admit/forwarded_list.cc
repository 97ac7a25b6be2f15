#include "gate/admit/forwarded_list.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kTwice = "?";  // a repeated parameter: never a valid scheme or host

// The content of a quoted string. Addresses, schemes and hosts contain no backslash, so escapes are not resolved.
std::string_view Unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// Whether the quote at `at` is escaped text within a quoted string, not one of its ends.
bool IsEscaped(std::string_view text, size_t at) {
  size_t backslashes = 0;
  while (backslashes < at && text[at - backslashes - 1] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

// Removes the part after the last unquoted `separator` from the end of `list` into `last`. False if there was no
// separator, so nothing remains.
bool TakeLast(std::string_view& list, char separator, std::string_view& last) {
  bool quoted = false;
  for (size_t at = list.size(); at-- > 0;) {
    if (list[at] == '"' && !IsEscaped(list, at)) quoted = !quoted;
    if (list[at] != separator || quoted) continue;
    last = base::TrimSpace(list.substr(at + 1));
    list = list.substr(0, at);
    return true;
  }
  last = base::TrimSpace(list);
  list = {};
  return false;
}

}  // namespace

bool IsPort(std::string_view text) {
  constexpr size_t kMostDigits = 5;
  const auto digit = base::IsDigit;
  return !text.empty() && text.size() <= kMostDigits && std::ranges::all_of(text, digit);
}

FromTheRight::FromTheRight(std::span<const Header> lines, std::string_view name) : lines_(lines), name_(name) {}

std::optional<std::string_view> FromTheRight::Next() {
  while (!in_line_) {
    if (lines_.empty()) return std::nullopt;
    const Header& line = lines_.back();
    lines_ = lines_.first(lines_.size() - 1);
    in_line_ = base::EqualIgnoringCase(line.name, name_);
    if (in_line_) line_ = line.value;
  }
  std::string_view element;
  in_line_ = TakeLast(line_, ',', element);
  return element;
}

std::optional<base::IpAddress> ReadNode(std::string_view text) {
  text = Unquoted(text);
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == text.npos) return std::nullopt;
    const std::string_view behind = text.substr(close + 1);
    if (!behind.empty() && (behind.front() != ':' || !IsPort(behind.substr(1)))) return std::nullopt;
    text = text.substr(1, close - 1);
    if (!text.contains(':')) return std::nullopt;
  } else if (const size_t colon = text.find(':'); colon != text.npos && colon == text.rfind(':')) {
    if (!IsPort(text.substr(colon + 1))) return std::nullopt;
    text = text.substr(0, colon);
  }
  // A zone names an interface of the sender's machine (RFC 6874): it is ignored.
  if (const size_t zone = text.find('%'); zone != text.npos && text.contains(':')) {
    if (zone + 1 == text.size()) return std::nullopt;
    text = text.substr(0, zone);
  }
  return base::IpAddress::Parse(text);
}

ForwardedElement ReadForwardedElement(std::string_view element) {
  ForwardedElement read;
  const auto set = [](std::string_view& field, std::string_view value) { field = field.empty() ? value : kTwice; };
  for (bool more = true; more;) {
    std::string_view pair;
    more = TakeLast(element, ';', pair);
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = base::TrimSpace(pair.substr(0, equals));
    const std::string_view value = Unquoted(base::TrimSpace(pair.substr(std::min(equals + 1, pair.size()))));
    if (base::EqualIgnoringCase(name, "for")) set(read.node, value);
    if (base::EqualIgnoringCase(name, "proto")) set(read.proto, value);
    if (base::EqualIgnoringCase(name, "host")) set(read.host, value);
  }
  return read;
}

}  // namespace gatehouse::gate
