#include "audit/checks/placeholder.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"
#include "events/known_key.h"
#include "events/secret_name.h"
#include "scan/randomness.h"

namespace gatehouse::audit {
namespace {

// Besides those that stand in for a secret wherever they are found (scan::IsStandIn).
constexpr std::array<std::string_view, 14> kSettingWords = {
    "change this", "change-this", "change_this", "your", "xxx",     "***",     "...",
    "fill",        "here",        "secret",      "test", "default", "hunter2", "postgres"};
constexpr std::array<std::string_view, 7> kPlaceSuffixes = {"_file", "_path", "_dir",   "_url_file",
                                                            "_name", "_arn",  "_header"};
// Last words of names that say something about a secret: PASSWORD_MIN_LENGTH, tokenType, secret_rotation_days.
constexpr auto kAbout = std::to_array<std::string_view>(
    {"length",   "min",      "max",        "size",    "count",    "limit",     "ttl",      "timeout",   "lifetime",
     "expiry",   "expires",  "expiration", "expire",  "age",      "days",      "hours",    "minutes",   "seconds",
     "interval", "period",   "retention",  "policy",  "type",     "algorithm", "alg",      "enabled",   "disabled",
     "required", "allowed",  "format",     "pattern", "regex",    "endpoint",  "field",    "prefix",    "suffix",
     "version",  "provider", "method",     "rounds",  "attempts", "strength",  "rotation", "namespace", "issuer"});
constexpr auto kSwitches = std::to_array<std::string_view>(
    {"true", "false", "yes", "no", "on", "off", "0", "1", "null", "none", "nil", "undefined", "~"});
constexpr size_t kLeastMade = 16;

bool IsReference(std::string_view value) {
  return value.starts_with('$') || value.starts_with("{{") || value.starts_with('<') || value.starts_with("ref+") ||
         value.starts_with('%') || value.starts_with('/') || value.starts_with("./") || value.starts_with("~/") ||
         value.starts_with("file:") || value.starts_with("encrypted:") || value.starts_with("ENC[") ||
         value.starts_with("vault:") || value.starts_with("op://");
}

// In lower case: "length" of MIN_LENGTH, min-length and minLength.
std::string LastWord(std::string_view name) {
  size_t at = name.size();
  const auto is_lower = [&](size_t i) { return base::IsLower(name[i]); };
  const auto is_letter = [&](size_t i) { return base::IsLetter(name[i]); };
  while (at > 0 && is_letter(at - 1)) {
    --at;
    if (at > 0 && !is_lower(at) && is_lower(at - 1)) break;
  }
  return base::AsciiLower(name.substr(at));
}

bool HasPlaceholderWord(std::string_view value) {
  if (scan::IsStandIn(value)) return true;
  const std::string lower = base::AsciiLower(value);
  return std::ranges::any_of(kSettingWords, [&](std::string_view word) { return lower.contains(word); });
}

bool IsKnownKey(std::string_view value) {
  for (size_t at = 0; at < value.size(); ++at) {
    const bool begins = at == 0 || !events::IsKeyByte(value[at - 1]);
    if (begins && (events::KnownKeyAt(value, at) || events::PemAt(value, at))) return true;
  }
  return false;
}

}  // namespace

UrlLogin UrlLoginIn(std::string_view value) {
  const size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view behind = value.substr(scheme + 3, value.find_first_of("/?#", scheme + 3) - scheme - 3);
  const size_t at = behind.rfind('@');
  if (at == std::string_view::npos) return {};
  const size_t colon = behind.find(':');
  if (colon == std::string_view::npos || colon > at) return {};
  std::string_view host = behind.substr(at + 1);
  host = host.starts_with('[') ? host.substr(1, host.find(']') - 1) : host.substr(0, host.find(':'));
  return {.password = behind.substr(colon + 1, at - colon - 1), .host = host};
}

bool IsPlaceholderSetting(std::string_view value) {
  if (value.empty() || IsReference(value)) return true;
  const std::string_view password = UrlLoginIn(value).password;
  if (!password.empty())
    return IsReference(password) || HasPlaceholderWord(password) || password == "pass" || password == "user";
  return HasPlaceholderWord(value) || std::ranges::all_of(value, [&](char c) { return c == value.front(); });
}

bool RepeatsItsName(std::string_view name, std::string_view value) {
  const bool in_capitals =
      std::ranges::all_of(value, [](char c) { return base::IsUpper(c) || base::IsDigit(c) || c == '_'; });
  return in_capitals && !name.empty() && value.contains(name);
}

bool IsSecretSetting(std::string_view name, std::string_view value) {
  if (IsPlaceholderSetting(value) || IsSwitch(value) || RepeatsItsName(name, value)) return false;
  if (IsKnownKey(value) || !UrlLoginIn(value).password.empty()) return true;
  if (!NamesSecret(name)) return false;
  return events::IsPasswordName(name) || events::LooksMade(value, kLeastMade) || events::LooksRandom(value);
}

bool IsSwitch(std::string_view value) {
  return std::ranges::find(kSwitches, base::AsciiLower(value)) != kSwitches.end();
}

bool NamesSecret(std::string_view name) {
  const std::string lower = base::AsciiLower(name);
  if (lower.contains("public_key") || lower.contains("publickey")) return false;
  if (std::ranges::any_of(kPlaceSuffixes, [&](std::string_view suffix) { return lower.ends_with(suffix); }))
    return false;
  if (std::ranges::find(kAbout, LastWord(name)) != kAbout.end()) return false;
  return events::IsSecretName(name) || events::IsPasswordName(name);
}

}  // namespace gatehouse::audit
