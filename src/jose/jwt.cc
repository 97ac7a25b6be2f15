#include "jose/jwt.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "base/json.h"
#include "jose/compact_jws.h"
#include "jose/payload.h"

namespace gatehouse::jose {
namespace {

constexpr size_t kMaxTypeBytes = 64;
// A chain of three certificates in `x5c` takes 6 KiB.
constexpr json::Limits kHeaderLimits{.max_bytes = 8192, .max_depth = 3, .max_members = 32};
constexpr json::Limits kPayloadLimits{.max_bytes = kMaxTokenBytes, .max_depth = 8, .max_members = kMaxTokenMembers};

// Header members that contain the token's own key (RFC 8725 §3.10), change what is signed (RFC 7797), or belong to an
// encrypted token. `crit` (RFC 7515 §4.1.11) names extensions, and none is supported. Others are ignored, as RFC 7515
// §4 requires: `jku`, `x5u` and `x5c`, which honest issuers send, would lead a careless verifier to an attacker's key.
// None of them is used here: keys come from the policy.
constexpr std::array<std::string_view, 13> kRefusedMembers = {"jwk", "crit", "b64", "zip", "enc", "epk", "apu",
                                                              "apv", "iv",   "tag", "p2s", "p2c", "url"};

json::Parser& ThreadParser() {
  thread_local json::Parser parser;
  return parser;
}

struct JoseHeader {
  std::optional<crypto::Algorithm> algorithm;
  std::string kid;
  std::string type;
};

// An absent member leaves `out` empty; one of another type, or too long, is an invalid header.
bool ReadBounded(const json::Value& value, size_t max_bytes, std::string& out) {
  const auto text = value.String();
  if (!text || text->size() > max_bytes) return false;
  out = *text;
  return true;
}

std::expected<JoseHeader, Fault> ReadHeader(std::string_view encoded) {
  const auto decoded = base::Base64UrlDecode(encoded);
  if (!decoded) return std::unexpected(Fault::kMalformed);
  const auto root = ThreadParser().Parse(*decoded, kHeaderLimits);
  if (!root || !root->IsObject()) return std::unexpected(Fault::kMalformed);

  JoseHeader header;
  bool refused = false;
  const bool typed = root->ForEach([&](std::string_view name, json::Value value) {
    if (name == "alg") {
      const auto named = crypto::AlgorithmNamed(value.String().value_or(""));
      if (named) header.algorithm = *named;
    } else if (name == "kid") {
      return ReadBounded(value, kMaxKidBytes, header.kid);
    } else if (name == "typ") {
      return ReadBounded(value, kMaxTypeBytes, header.type);
    } else {
      refused = refused || std::ranges::find(kRefusedMembers, name) != kRefusedMembers.end();
    }
    return true;
  });
  if (!typed) return std::unexpected(Fault::kMalformed);
  if (!header.algorithm) return std::unexpected(Fault::kAlgorithm);
  if (refused) return std::unexpected(Fault::kHeader);
  return header;
}

bool IsAllowedType(const TokenRules& rules, std::string_view type) {
  const std::string_view name = ShortType(type);
  return std::ranges::any_of(rules.types,
                             [&](const std::string& allowed) { return base::EqualIgnoringCase(allowed, name); });
}

// Checks issuer and audience, before all other claims.
std::expected<void, Fault> JudgeParties(const Payload& payload, const TokenRules& rules) {
  if (!payload.has_issuer || !payload.has_audience || !payload.issued_at || !payload.expires_at) {
    return std::unexpected(Fault::kClaimMissing);
  }
  if (payload.claims.issuer != rules.issuer) return std::unexpected(Fault::kIssuer);
  if (!payload.for_audience) return std::unexpected(Fault::kAudience);
  return {};
}

// Checks the claims that the rules require beyond those of every token, last. Null is not a value.
std::expected<void, Fault> JudgeRequired(const json::Value& root, const TokenRules& rules) {
  for (const std::string& name : rules.required_claims) {
    const auto claim = root.Member(name);
    if (claim && claim->kind() != json::Kind::kNull) continue;
    return std::unexpected(name == "droplet_id" ? Fault::kDropletId : Fault::kClaimMissing);
  }
  return {};
}

// RFC 8705 §3, RFC 9449 §7.1: without the proof, the sender of a bound token may have stolen it. The proof of a key or
// a certificate is verified by the caller, if the rules say that it does so; nobody verifies another one.
std::expected<void, Fault> JudgeBinding(const Payload& payload, const Claims& claims, const TokenRules& rules) {
  const bool understood = claims.IsBound();
  if (payload.bound && (!understood || rules.binding == Binding::kRefused)) return std::unexpected(Fault::kBound);
  if (!understood && rules.binding == Binding::kRequired) return std::unexpected(Fault::kUnbound);
  return {};
}

}  // namespace

std::expected<RawJwt, Fault> RawJwt::Parse(std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::unexpected(Fault::kTooLarge);
  const auto parts = SplitJws(token);
  if (!parts) return std::unexpected(Fault::kMalformed);
  auto header = ReadHeader(parts->header);
  if (!header) return std::unexpected(header.error());
  auto payload = base::Base64UrlDecode(parts->payload);
  auto signature = base::Base64UrlDecode(parts->signature);
  if (!payload || !signature) return std::unexpected(Fault::kMalformed);

  RawJwt raw;
  raw.algorithm_ = *header->algorithm;
  raw.kid_ = std::move(header->kid);
  raw.type_ = std::move(header->type);
  raw.signed_part_ = parts->signed_part;
  raw.payload_ = *std::move(payload);
  raw.signature_ = *std::move(signature);
  return raw;
}

std::optional<std::string> RawJwt::ClaimedIssuer() const {
  const auto root = ThreadParser().Parse(payload_, kPayloadLimits);
  if (!root) return std::nullopt;
  const auto issuer = root->Member("iss");
  const auto text = issuer ? issuer->String() : std::nullopt;
  if (!text) return std::nullopt;
  return std::string(*text);
}

std::expected<VerifiedJwt, Fault> VerifiedJwt::Verify(const RawJwt& token, const TokenRules& rules, const JwkSet& keys,
                                                      base::Wall now) {
  if (std::ranges::find(rules.algorithms, token.algorithm_) == rules.algorithms.end()) {
    return std::unexpected(Fault::kAlgorithm);
  }
  const auto candidates = keys.Candidates(token.kid_, token.algorithm_);
  if (candidates.empty()) return std::unexpected(Fault::kKeyUnknown);
  const auto signer = std::ranges::find_if(candidates, [&](const Jwk* key) {
    return key->key.Verify(token.algorithm_, token.signed_part_, token.signature_);
  });
  if (signer == candidates.end()) {
    return std::unexpected(keys.LacksKid(token.kid_) ? Fault::kKeyUnknown : Fault::kSignature);
  }

  if (!IsAllowedType(rules, token.type_)) return std::unexpected(Fault::kType);
  const auto root = ThreadParser().Parse(token.payload_, kPayloadLimits);
  if (!root || !root->IsObject()) return std::unexpected(Fault::kMalformed);
  auto payload = ReadPayload(*root, rules);
  if (!payload) return std::unexpected(payload.error());
  if (const auto parties = JudgeParties(*payload, rules); !parties) return std::unexpected(parties.error());

  VerifiedJwt verified;
  verified.claims_ = std::move(payload->claims);
  verified.claims_.key_id = (*signer)->kid.empty() ? (*signer)->thumbprint : (*signer)->kid;
  verified.validity_ = {.issued_at = *payload->issued_at,
                        .not_before = payload->not_before.value_or(base::Wall{}),
                        .expires_at = *payload->expires_at};
  if (const auto in_time = verified.validity_.Holds(rules, now); !in_time) return std::unexpected(in_time.error());
  if (*payload->expires_at - *payload->issued_at > rules.max_life) return std::unexpected(Fault::kLife);
  if (const auto required = JudgeRequired(*root, rules); !required) return std::unexpected(required.error());
  if (const auto binding = JudgeBinding(*payload, verified.claims_, rules); !binding) {
    return std::unexpected(binding.error());
  }
  return verified;
}

std::expected<void, Fault> Validity::Holds(const TokenRules& rules, base::Wall now) const {
  if (expires_at <= now) return std::unexpected(Fault::kExpired);
  if (not_before > now + rules.leeway) return std::unexpected(Fault::kNotYetValid);
  if (issued_at > now + rules.leeway) return std::unexpected(Fault::kIssuedInFuture);
  return {};
}

}  // namespace gatehouse::jose
