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
    {"AKIA", 16},
    {"ASIA", 16},
    {"LTAI", 16},
    {"AIza", 30},
    {"GOCSPX-", 20},
    {"ghp_", 30},
    {"gho_", 30},
    {"ghu_", 30},
    {"ghs_", 30},
    {"ghr_", 30},
    {"github_pat_", 20},
    {"glpat-", 16},
    {"gldt-", 16},
    {"glptt-", 20},
    {"sk-", 20},
    {"sk_live_", 15},
    {"sk_test_", 15},
    {"rk_live_", 15},
    {"rk_test_", 15},
    {"pk_live_", 15},
    {"ak_live_", 20},
    {"flb_live_", 16},
    {"scp-live-", 20},
    {"whsec_", 16},
    {"xoxb-", 10},
    {"xoxp-", 10},
    {"xoxa-", 10},
    {"xoxr-", 10},
    {"xoxs-", 10},
    {"xoxe-", 10},
    {"xoxe.", 10},
    {"xapp-", 10},
    {"npm_", 30},
    {"pypi-", 40},
    {"hf_", 30},
    {"dop_v1_", 40},
    {"doo_v1_", 40},
    {"dor_v1_", 40},
    {"shpat_", 30},
    {"shpca_", 30},
    {"shppa_", 30},
    {"shpss_", 30},
    {"shltm_", 20},
    {"ya29.", 20},
    {"hvs.", 20},
    {"hvb.", 20},
    {"hvr.", 20},
    {"SG.", 20},
    {"AGE-SECRET-KEY-1", 30},
    {"aio_", 24},
    {"dapi", 32},
    {"dckr_pat_", 20},
    {"dckr_oat_", 20},
    {"dp.pt.", 30},
    {"dp.st.", 30},
    {"dp.sa.", 30},
    {"dp.ct.", 30},
    {"odt_", 24},
    {"NRAK-", 20},
    {"NRAA-", 20},
    {"NRIQ-", 20},
    {"NRJS-", 16},
    {"NRII-", 20},
    {"PMAK-", 30},
    {"jina_", 30},
    {"sgp_", 30},
    {"slk_", 40},
    {"sq0atp-", 20},
    {"sq0csp-", 30},
    {"EAAA", 50},
    {"tvly-", 20},
    {"sqp_", 30},
    {"sqa_", 30},
    {"squ_", 30},
    {"CFPAT-", 30},
    {"CCIPAT_", 30},
    {"sl.", 60},
    {"EZAK", 40},
    {"EZTK", 40},
    {"figd_", 30},
    {"gsk_", 40},
    {"nvapi-", 40},
    {"xai-", 60},
    {"phx_", 30},
    {"phc_", 30},
    {"pul-", 30},
    {"rdme_", 40},
    {"r8_", 30},
    {"sbp_", 30},
    {"sbs_", 30},
    {"tskey-", 12},
    {"tkn.v1_", 40},
    {"tfp_", 30},
    {"pscale_tkn_", 20},
    {"pscale_pw_", 20},
    {"mdb_sa_sk_", 20},
    {"secret_", 40},
    {"lin_api_", 30},
    {"BBFF-", 20},
    {"ffio-u-", 40},
    {"fio-u-", 40},
    {"lsv2_", 30},
    {"dvc_", 30},
    {"pnu_", 30},
    {"cio_", 30},
    {"ops_eyJ", 40},
    {"glsa_", 30},
    {"glc_", 30},
    {"atlasv1.", 40},
    {"dt0c01.", 24},
};

static_assert(std::ranges::all_of(kKnownKeys, [](const KnownKey& known) {
  return known.prefix.size() + known.least >= kLeastKnownKey && std::ranges::all_of(known.prefix, IsNameByte);
}));

constexpr auto kPrefixes = [] {
  std::array<std::string_view, std::size(kKnownKeys)> prefixes;
  for (size_t i = 0; i < prefixes.size(); ++i) prefixes[i] = kKnownKeys[i].prefix;
  return prefixes;
}();

constexpr std::array<bool, 256> kStartsKey = [] {
  std::array<bool, 256> starts{};
  for (const KnownKey& known : kKnownKeys) starts[static_cast<uint8_t>(known.prefix[0])] = true;
  for (const char c : {'e', '-', 'B', 'b', '$'})
    starts[static_cast<uint8_t>(c)] = true;  // JWT, PEM and flags, Bearer and Basic, hashes
  return starts;
}();

template <typename Predicate>
size_t RunEnd(std::string_view text, size_t at, Predicate is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}
size_t SkipBlanks(std::string_view text, size_t at) { return RunEnd(text.substr(0, at + kMaxBlanks), at, IsSpace); }

}  // namespace

char ByteBefore(std::string_view text, size_t at, std::string_view earlier) {
  // The byte so many places in front; NUL if there is none.
  const auto back = [&](size_t places) {
    if (places <= at) return text[at - places];
    return places - at <= earlier.size() ? earlier[earlier.size() - (places - at)] : '\0';
  };
  if (back(2) == '\\' && std::string_view("nrtbf").contains(back(1))) return '\\';
  const int high = base::HexDigit(back(2));
  const int low = base::HexDigit(back(1));
  if (high < 0 || low < 0) return back(1);
  size_t sign = 3;
  while (sign + 2 <= kLongestEscape && back(sign) == '5' && back(sign + 1) == '2') sign += 2;  // %253D
  const bool percent = back(sign) == '%';
  const bool unicode = back(3) == '0' && back(4) == '0' && back(5) == 'u' && back(6) == '\\';
  return percent || unicode ? static_cast<char>(high * 16 + low) : back(1);
}

std::span<const std::string_view> KeyPrefixes() { return kPrefixes; }

bool StartsKey(char c) { return kStartsKey[static_cast<uint8_t>(c)]; }

std::optional<Span> KnownKeyAt(std::string_view text, size_t at) {
  // Bytes, more than the shortest key of each form; one that needs a digit has it there.
  constexpr size_t kNear = 256;
  const std::string_view rest = text.substr(at);
  for (const KnownKey& known : kKnownKeys) {
    if (!rest.starts_with(known.prefix)) continue;
    const auto end_within = [&](std::string_view part) {
      return RunEnd(part, at + known.prefix.size(), [](char c) { return IsKeyByte(c) || c == '.'; });
    };
    // A text that is not a key must not be read to its end from each prefix in it.
    const size_t near = end_within(text.substr(0, at + kNear));
    if (near - at < known.prefix.size() + known.least) continue;
    // "dapiDataGetTopLongShortPositionRatio" is a name in a program.
    if (IsLower(known.prefix.back()) && std::ranges::none_of(text.substr(at, near - at), IsDigit)) continue;
    return Span{at, end_within(text)};
  }
  return std::nullopt;
}

std::optional<Span> PasswordHashAt(std::string_view text, size_t at) {
  constexpr std::array<std::string_view, 14> kSchemes = {"1", "2", "2a", "2b", "2x", "2y",   "5",
                                                         "6", "7", "y",  "gy", "8",  "apr1", "sha1"};
  constexpr size_t kLeastHash = 22;  // of MD5, the shortest
  constexpr size_t kMostSigns = 16;  // '$' in a hash: Argon2 has 5, Kerberos 8
  if (text[at] != '$') return std::nullopt;
  const size_t scheme_end = text.substr(0, at + 16).find('$', at + 1);
  if (scheme_end == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = text.substr(at + 1, scheme_end - at - 1);
  const bool known = std::ranges::find(kSchemes, scheme) != kSchemes.end() || scheme.starts_with("argon2") ||
                     scheme.starts_with("scrypt") || scheme.starts_with("pbkdf2") || scheme.starts_with("krb5");
  if (!known) return std::nullopt;
  // Each hash begins with a '$', and from each the text is read on: so many, and the work is linear.
  size_t signs = 0;
  const size_t end = RunEnd(text, at, [&signs](char c) {
    if (c == '$') return ++signs <= kMostSigns;
    return IsTokenByte(c) || c == ',' || c == '@' || c == ':';
  });
  if (signs > kMostSigns) return std::nullopt;
  const size_t last = text.substr(0, end).rfind('$');
  return end - last > kLeastHash ? std::optional(Span{at, end}) : std::nullopt;
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

std::optional<Span> WebhookAt(std::string_view text, size_t at) {
  constexpr std::string_view kPlaces[] = {"hooks.slack.com/services/", "hooks.slack.com/workflows/",
                                          "discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
                                          "/IncomingWebhook/",         "/webhookb2/"};
  constexpr std::string_view kEnds = " \t\r\n\"'<>,;)]}?#\\";
  constexpr size_t kLeast = 8;
  for (const std::string_view place : kPlaces) {
    const size_t slash = place.find('/');
    if (at < slash || !text.substr(at - slash).starts_with(place)) continue;
    const size_t begin = at - slash + place.size();
    const size_t end = RunEnd(text, begin, [kEnds](char c) { return !kEnds.contains(c); });
    if (end - begin >= kLeast && !text.substr(begin).starts_with("[REDACTED")) return Span{begin, end};
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
