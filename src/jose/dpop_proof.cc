#include "jose/dpop_proof.h"

#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/json.h"
#include "jose/compact_jws.h"
#include "jose/jwk_set.h"
#include "jose/payload.h"

namespace gatehouse::jose {
namespace {

constexpr std::string_view kProofType = "dpop+jwt";
constexpr json::Limits kProofHeaderLimits{.max_bytes = kMaxProofBytes, .max_depth = 4, .max_members = 64};
constexpr json::Limits kProofPayloadLimits{.max_bytes = kMaxProofBytes, .max_depth = 8, .max_members = 64};

json::Parser& ProofParser() {
  thread_local json::Parser parser;
  return parser;
}

// The text of a member; empty if there is none.
std::string_view TextAt(const json::Value& object, std::string_view name) {
  const auto member = object.Member(name);
  return member ? member->String().value_or("") : "";
}

struct ProofKey {
  crypto::Algorithm algorithm;
  Jwk key;
};

// JwkSet refuses private and symmetric keys, weak ones, and those whose `use`, `key_ops` or `alg` say otherwise.
std::optional<ProofKey> ReadProofKey(const json::Value& header) {
  const auto algorithm = crypto::AlgorithmNamed(TextAt(header, "alg"));
  const auto jwk = header.Member("jwk");
  if (!algorithm || !jwk || !jwk->IsObject() || jwk->Member("keys")) return std::nullopt;
  const auto set = JwkSet::Parse(jwk->Raw());
  if (!set || set->keys().size() != 1) return std::nullopt;
  const Jwk& key = set->keys().front();
  const bool fits = key.algorithm ? *key.algorithm == *algorithm : key.key.Fits(*algorithm);
  if (!fits) return std::nullopt;
  return ProofKey{*algorithm, key};
}

std::optional<ProofKey> ReadProofHeader(std::string_view encoded) {
  const auto decoded = base::Base64UrlDecode(encoded);
  if (!decoded) return std::nullopt;
  const auto header = ProofParser().Parse(*decoded, kProofHeaderLimits);
  if (!header || !header->IsObject()) return std::nullopt;
  if (!base::EqualIgnoringCase(ShortType(TextAt(*header, "typ")), kProofType)) return std::nullopt;
  // Extensions (RFC 7515 §4.1.11), and what changes the signed bytes (RFC 7797): none is supported.
  if (header->Member("crit") || header->Member("b64")) return std::nullopt;
  return ReadProofKey(*header);
}

// False if the claim is there and is no date.
bool ReadOptionalDate(const json::Value& payload, std::string_view name, std::optional<base::Wall>& out) {
  const auto member = payload.Member(name);
  if (!member) return true;
  out = ReadNumericDate(*member);
  return out.has_value();
}

}  // namespace

class ProofReader {
 public:
  static std::optional<DpopProof> Read(const json::Value& payload) {
    DpopProof proof;
    proof.method_ = TextAt(payload, "htm");
    proof.url_ = TextAt(payload, "htu");
    proof.id_ = TextAt(payload, "jti");
    proof.token_digest_ = TextAt(payload, "ath");
    std::optional<base::Wall> issued_at;
    const bool dated = ReadOptionalDate(payload, "iat", issued_at) && issued_at &&
                       ReadOptionalDate(payload, "nbf", proof.not_before_) &&
                       ReadOptionalDate(payload, "exp", proof.expires_at_);
    const bool whole = !proof.method_.empty() && !proof.url_.empty() && !proof.id_.empty() &&
                       proof.id_.size() <= kMaxProofIdBytes && !proof.token_digest_.empty();
    if (!dated || !whole) return std::nullopt;
    proof.issued_at_ = *issued_at;
    return proof;
  }
};

std::expected<DpopProof, ProofFault> DpopProof::Verify(std::string_view proof, std::string_view thumbprint) {
  const auto malformed = std::unexpected(ProofFault::kMalformed);
  if (proof.size() > kMaxProofBytes) return malformed;
  const auto parts = SplitJws(proof);
  if (!parts) return malformed;
  const auto proven = ReadProofHeader(parts->header);
  const auto payload = base::Base64UrlDecode(parts->payload);
  const auto signature = base::Base64UrlDecode(parts->signature);
  if (!proven || !payload || !signature) return malformed;
  if (proven->key.thumbprint != thumbprint) return std::unexpected(ProofFault::kKey);
  if (!proven->key.key.Verify(proven->algorithm, parts->signed_part, *signature)) {
    return std::unexpected(ProofFault::kSignature);
  }
  const auto claims = ProofParser().Parse(*payload, kProofPayloadLimits);
  if (!claims || !claims->IsObject()) return malformed;
  auto read = ProofReader::Read(*claims);
  if (!read) return malformed;
  return *std::move(read);
}

bool DpopProof::IsFor(std::string_view token) const {
  return token_digest_ == base::Base64UrlEncode(base::Characters(crypto::Sha256(token)));
}

bool DpopProof::IsInTime(base::Wall now) const {
  if (issued_at_ > now + kProofLead || issued_at_ + kProofLife < now) return false;
  return not_before_.value_or(now) <= now + kProofLead && (!expires_at_ || *expires_at_ > now);
}

}  // namespace gatehouse::jose
