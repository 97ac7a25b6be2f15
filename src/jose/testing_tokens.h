// Keys and tokens for tests, fuzz targets and benchmarks: generated once per program, so that the repository contains
// no keys. Not part of the product.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/crypto.h"
#include "jose/jwt.h"

namespace gatehouse::jose::testing {

inline const crypto::PrivateKey& KeyFor(crypto::Algorithm algorithm) {
  static const crypto::PrivateKey p256 = *crypto::PrivateKey::Generate(crypto::Algorithm::kEs256);
  static const crypto::PrivateKey ed25519 = *crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa);
  if (algorithm == crypto::Algorithm::kEs256) return p256;
  if (algorithm == crypto::Algorithm::kEdDsa) return ed25519;
  static const crypto::PrivateKey rsa = *crypto::PrivateKey::Generate(crypto::Algorithm::kRs256);
  return rsa;
}

// header.payload signed as given, whatever the header says.
inline std::string Signed(std::string_view header, std::string_view payload,
                          crypto::Algorithm algorithm = crypto::Algorithm::kRs256) {
  const std::string text = base::Base64UrlEncode(header) + '.' + base::Base64UrlEncode(payload);
  return text + '.' + base::Base64UrlEncode(*KeyFor(algorithm).Sign(algorithm, text));
}

inline constexpr int64_t kNowSeconds = 1'700'000'000;
inline constexpr base::Wall kNow{std::chrono::seconds(kNowSeconds)};
inline constexpr std::string_view kHeader = R"({"alg":"RS256","typ":"JWT"})";

// The droplet profile's claims, valid for an hour, followed by the members in `more`: R"(,"role":"operator")".
inline std::string Payload(std::string_view more = {}) {
  return R"({"iss":"registry.fullpotential.ai","aud":"fullpotential.droplets","sub":"visibility-deck","iat":1700000000,)"
         R"("exp":1700003600,"jti":"t-1","droplet_id":14)" +
         std::string(more) + '}';
}

// The payload with one member replaced.
inline std::string PayloadWith(std::string_view member, std::string_view replacement) {
  std::string payload = Payload();
  const size_t at = payload.find(member);
  return at == payload.npos ? std::string() : payload.replace(at, member.size(), replacement);
}

inline TokenRules DropletRules() {
  TokenRules rules;
  rules.issuer = "registry.fullpotential.ai";
  rules.audience = "fullpotential.droplets";
  rules.required_claims = {"droplet_id"};
  return rules;
}

}  // namespace gatehouse::jose::testing
