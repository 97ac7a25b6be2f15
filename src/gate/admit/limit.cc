#include "gate/admit/limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/number.h"

namespace gatehouse::gate {
namespace {

struct Unit {
  std::string_view name;
  std::chrono::milliseconds window;
};
constexpr std::array<Unit, 4> kUnits = {{
    {"second", std::chrono::seconds{1}},
    {"minute", std::chrono::minutes{1}},
    {"hour", std::chrono::hours{1}},
    {"day", std::chrono::hours{24}},
}};

struct Scope {
  std::string_view name;
  LimitScope scope;
};
constexpr std::array<Scope, 3> kScopes = {{
    {"address", LimitScope::kAddress},
    {"identity", LimitScope::kIdentity},
    {"route", LimitScope::kRoute},
}};

constexpr std::string_view kClaimPrefix = "claim:";
constexpr size_t kMaxClaimName = 64;
constexpr size_t kMaxLimitText = 128;
constexpr std::string_view kGrammar =
    "write N/second, N/minute, N/hour or N/day, and after it nothing or: per address, per identity, per route, per "
    "claim:NAME";

base::Result<Limit> Wrong(std::string_view text, std::string what) {
  return base::Fail(std::move(what), std::string(text.substr(0, kMaxLimitText)), std::string(kGrammar));
}

// The count must be a plain decimal number: "+5", "5.0", "1e3" and "007" are refused as probable
// mistakes.
std::optional<uint32_t> ReadCount(std::string_view digits) {
  const auto count = base::ParseNumber<uint32_t>(digits);
  if (!count || digits.front() == '0' || *count > kMaxLimitCount) return std::nullopt;
  return count;
}

bool IsClaimName(std::string_view name) {
  if (name.empty() || name.size() > kMaxClaimName) return false;
  for (const char c : name) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

std::string_view UnitName(const Limit& limit) {
  std::string_view name;
  for (const Unit& known : kUnits) {
    if (known.window == limit.window) name = known.name;
  }
  return name;
}

std::string ScopeName(const Limit& limit) {
  if (limit.scope == LimitScope::kClaim) return std::string(kClaimPrefix) + limit.claim;
  std::string_view name;
  for (const Scope& known : kScopes) {
    if (known.scope == limit.scope) name = known.name;
  }
  return std::string(name);
}

// Only letters, digits, '-', '_' and '.', whatever a claim's name: it must never need quoting.
std::string NameOf(const Limit& limit) {
  std::string name = fmt::format("{}-{}-{}", limit.count, UnitName(limit), ScopeName(limit));
  for (char& c : name) {
    const bool plain = base::IsAlnum(c) || c == '_' || c == '.';
    if (!plain) c = '-';
  }
  return name;
}

}  // namespace

std::string Limit::Text() const { return fmt::format("{}/{} per {}", count, UnitName(*this), ScopeName(*this)); }

base::Result<Limit> ParseLimit(std::string_view text, LimitScope fallback) {
  constexpr std::string_view kPer = " per ";
  std::string_view rate = text;
  std::string_view scope;
  if (const size_t per = text.find(kPer); per != std::string_view::npos) {
    rate = text.substr(0, per);
    scope = text.substr(per + kPer.size());
    if (scope.empty()) return Wrong(text, "a limit's scope is missing");
  }

  const size_t slash = rate.find('/');
  if (slash == std::string_view::npos || slash == 0) return Wrong(text, "a limit must be a number for each time unit");
  Limit limit;
  const std::optional<uint32_t> count = ReadCount(rate.substr(0, slash));
  if (!count) {
    return Wrong(text, fmt::format("a limit's number must be a whole number from 1 to {}", kMaxLimitCount));
  }
  limit.count = *count;

  for (const Unit& unit : kUnits) {
    if (unit.name == rate.substr(slash + 1)) limit.window = unit.window;
  }
  if (limit.window == limit.window.zero()) return Wrong(text, "a limit's time unit is unknown");

  limit.scope = fallback;
  if (scope.starts_with(kClaimPrefix)) {
    limit.scope = LimitScope::kClaim;
    limit.claim = scope.substr(kClaimPrefix.size());
    if (!IsClaimName(limit.claim)) return Wrong(text, "a limit's claim name is empty, too long or contains a space");
  } else if (!scope.empty()) {
    const auto* known = std::ranges::find(kScopes, scope, &Scope::name);
    if (known == kScopes.end()) return Wrong(text, "a limit's scope is unknown");
    limit.scope = known->scope;
  }
  limit.name = NameOf(limit);
  return limit;
}

}  // namespace gatehouse::gate
