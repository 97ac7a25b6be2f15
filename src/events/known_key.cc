#include "events/known_key.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace gatehouse::events {
namespace {

constexpr size_t kMaxBlanks = 8;

// Keys that say what they are: the prefix, and how many key bytes follow it at least.
struct KnownKey {
  std::string_view prefix;
  size_t least;
};
constexpr KnownKey kKnownKeys[] = {
    {"AKIA", 16},     {"ASIA", 16},     {"AIza", 30},
    {"ghp_", 30},     {"gho_", 30},     {"ghu_", 30},
    {"ghs_", 30},     {"ghr_", 30},     {"github_pat_", 20},
    {"glpat-", 16},   {"gldt-", 16},    {"sk-", 20},
    {"sk_live_", 16}, {"sk_test_", 16}, {"rk_live_", 16},
    {"rk_test_", 16}, {"whsec_", 16},   {"xoxb-", 10},
    {"xoxp-", 10},    {"xoxa-", 10},    {"xoxr-", 10},
    {"xoxs-", 10},    {"xapp-", 10},    {"npm_", 30},
    {"pypi-", 40},    {"hf_", 30},      {"dop_v1_", 40},
    {"shpat_", 30},   {"ya29.", 20},    {"hvs.", 20},
    {"hvb.", 20},     {"SG.", 20},      {"AGE-SECRET-KEY-1", 30},
};

constexpr std::array<bool, 256> kStartsKey = [] {
  std::array<bool, 256> starts{};
  for (const KnownKey& known : kKnownKeys) starts[static_cast<uint8_t>(known.prefix[0])] = true;
  for (const char c : {'e', '-', 'B', 'b'})
    starts[static_cast<uint8_t>(c)] = true;  // JWT, PEM and flags, Bearer and Basic
  return starts;
}();

template <typename Predicate>
size_t RunEnd(std::string_view text, size_t at, Predicate is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}
size_t SkipBlanks(std::string_view text, size_t at) { return RunEnd(text.substr(0, at + kMaxBlanks), at, IsSpace); }

}  // namespace

bool StartsKey(char c) { return kStartsKey[static_cast<uint8_t>(c)]; }

std::optional<Span> KnownKeyAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  for (const KnownKey& known : kKnownKeys) {
    if (!rest.starts_with(known.prefix)) continue;
    const size_t end = RunEnd(text, at + known.prefix.size(), [](char c) { return IsKeyByte(c) || c == '.'; });
    if (end - at >= known.prefix.size() + known.least) return Span{at, end};
  }
  return std::nullopt;
}

std::optional<Span> SchemeAt(std::string_view text, size_t at) {
  constexpr size_t kLeastToken = 8;
  constexpr size_t kSurelyToken = 24;
  for (const std::string_view scheme : {std::string_view("bearer"), std::string_view("basic")}) {
    if (!base::EqualIgnoringCase(text.substr(at, scheme.size()), scheme)) continue;
    const size_t begin = SkipBlanks(text, at + scheme.size());
    if (begin == at + scheme.size()) return std::nullopt;
    const size_t end = RunEnd(text, begin, IsTokenByte);
    const std::string_view token = text.substr(begin, end - begin);
    const bool looks_made =
        token.size() >= kSurelyToken || (std::ranges::any_of(token, IsDigit) && token.size() >= kLeastToken);
    if (looks_made) return Span{begin, end};
  }
  return std::nullopt;
}

std::optional<Span> PemAt(std::string_view text, size_t at) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kPrivate = "PRIVATE KEY";
  constexpr std::string_view kEnd = "-----END ";
  constexpr size_t kMaxLabel = 64;
  if (!text.substr(at).starts_with(kBegin) || !text.substr(at, kMaxLabel).contains(kPrivate)) return std::nullopt;
  const size_t footer = text.find(kEnd, at);
  if (footer == std::string_view::npos) return Span{at, text.size()};
  const size_t dashes = text.find("-----", footer + kEnd.size());
  return Span{at, dashes == std::string_view::npos ? text.size() : dashes + 5};
}

}  // namespace gatehouse::events
