#include "gate/identify/assertion.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/bytes.h"
#include "jose/jws_writer.h"

namespace gatehouse::gate {
namespace {

// Appends a part to the cache's key, with its length first: different lists of parts never give the same key.
void AppendPart(std::string& key, std::string_view part) {
  const auto size = static_cast<uint32_t>(part.size());
  for (unsigned shift = 0; shift < 32; shift += 8) key += static_cast<char>((size >> shift) & 0xFFU);
  key += part;
}

void AppendParts(std::string& key, const std::vector<std::string>& parts) {
  AppendPart(key, std::to_string(parts.size()));
  for (const std::string& part : parts) AppendPart(key, part);
}

std::string RandomPrefix() {
  std::array<uint8_t, 12> random{};
  crypto::FillRandom(random);
  return base::Base64UrlEncode({reinterpret_cast<const char*>(random.data()), random.size()});
}

}  // namespace

// Two maps, young and old: when the young one is full, it replaces the old one. A principal that is used
// again moves to the young map when it is signed again, at most half a minute later; no cleanup is needed.
struct AssertionSigner::Impl {
  struct Signed {
    std::string token;
    std::chrono::sys_seconds issued_at;
    std::chrono::sys_seconds expires_at;
  };
  using Map = std::unordered_map<std::string, Signed>;

  AssertionRules rules;
  size_t max_young;
  std::string kid;
  std::string id_prefix = RandomPrefix();
  uint64_t next_id = 0;
  Map young;
  Map old;
  std::string key;  // of the current principal; kept for its buffer

  Impl(AssertionRules given, size_t max_entries)
      : rules(std::move(given)), max_young(std::max<size_t>(max_entries / 2, 1)), kid(rules.key.Public().Thumbprint()) {
    rules.life = std::clamp(rules.life, std::chrono::seconds(1), kMaxAssertionLife);
  }

  // Contains everything that the assertion says about the principal: a subject with different roles has different keys.
  void MakeKey(const Principal& principal) {
    key.clear();
    AppendPart(key, principal.issuer);
    AppendPart(key, principal.subject);
    AppendPart(key, std::to_string(principal.droplet_id));
    AppendParts(key, principal.roles);
    AppendParts(key, principal.scopes);
  }

  [[nodiscard]] const Signed* Find() const {
    for (const Map* map : {&young, &old}) {
      if (const auto found = map->find(key); found != map->end()) return &found->second;
    }
    return nullptr;
  }

  [[nodiscard]] std::string ClaimsOf(const Principal& principal, std::chrono::sys_seconds from,
                                     std::chrono::sys_seconds until) {
    jose::ClaimsText claims;
    claims.Add("iss", rules.issuer);
    claims.Add("sub", principal.subject);
    claims.Add("aud", rules.audience);
    claims.Add("iat", int64_t{from.time_since_epoch().count()});
    claims.Add("exp", int64_t{until.time_since_epoch().count()});
    claims.Add("jti", id_prefix + '-' + std::to_string(next_id++));
    claims.Add("src_iss", principal.issuer);
    if (principal.droplet_id != 0) claims.Add("droplet_id", int64_t{principal.droplet_id});
    if (!principal.roles.empty()) claims.Add("roles", principal.roles);
    if (!principal.scopes.empty()) claims.Add("scope", jose::JoinedScopes(principal.scopes));
    return claims.Finish();
  }

  [[nodiscard]] std::string_view Store(Signed fresh) {
    if (young.size() >= max_young && !young.contains(key)) old = std::exchange(young, {});
    return (young[key] = std::move(fresh)).token;
  }
};

AssertionSigner::AssertionSigner(AssertionRules rules, size_t max_entries)
    : impl_(std::make_unique<Impl>(std::move(rules), max_entries)) {}
AssertionSigner::~AssertionSigner() = default;
AssertionSigner::AssertionSigner(AssertionSigner&&) noexcept = default;
AssertionSigner& AssertionSigner::operator=(AssertionSigner&&) noexcept = default;

std::string_view AssertionSigner::For(const Principal& principal, base::Wall now) {
  Impl& impl = *impl_;
  impl.MakeKey(principal);
  if (const Impl::Signed* known = impl.Find()) {
    const auto life = known->expires_at - known->issued_at;
    const bool in_time = known->issued_at <= now && known->expires_at - now > std::chrono::milliseconds(life) / 2;
    if (in_time && known->expires_at <= principal.expires_at) return known->token;
  }
  const auto from = std::chrono::floor<std::chrono::seconds>(now);
  const auto until = std::min(from + impl.rules.life, principal.expires_at);
  if (until <= now) return {};
  auto token = jose::SignCompact(impl.rules.key, impl.rules.algorithm, impl.kid, kAssertionType,
                                 impl.ClaimsOf(principal, from, until));
  if (!token) return {};
  return impl.Store({*std::move(token), from, until});
}

std::string AssertionSigner::Jwks() const {
  return R"({"keys":[)" + impl_->rules.key.Public().Jwk(impl_->kid, impl_->rules.algorithm) + "]}";
}

}  // namespace gatehouse::gate
