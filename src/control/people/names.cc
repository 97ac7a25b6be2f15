#include "control/people/names.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "control/people/paths.h"

namespace gatehouse::people {
namespace {

bool MadeOf(std::string_view text, std::string_view marks) {
  return !text.empty() && text.size() <= kMaxNameBytes &&
         std::ranges::all_of(text, [&](char c) { return base::IsAlnum(c) || marks.contains(c); });
}

}  // namespace

std::optional<std::string> UserName(std::string_view typed) {
  const std::string_view name = base::TrimSpace(typed);
  if (!MadeOf(name, "._-@")) return {};
  return base::AsciiLower(name);
}

bool IsRoleName(std::string_view role) { return MadeOf(role, "._:-"); }

bool IsOwnPath(std::string_view next) {
  if (!next.starts_with('/') || next.starts_with("//") || next.size() > kMaxNextBytes) return false;
  // Browsers read a backslash as a slash, and drop tabs and line ends: "/\evil.example", "/\t/evil.example".
  const auto harmless = [](char c) { return c > ' ' && c < 0x7F && c != '\\'; };
  if (!std::ranges::all_of(next, harmless)) return false;
  const std::string_view path = next.substr(0, next.find_first_of("?#"));
  return path != path::kLogin && path != path::kLogout && path != path::kSecondFactor;
}

}  // namespace gatehouse::people
