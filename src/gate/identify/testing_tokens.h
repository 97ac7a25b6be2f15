// Trusted issuers for the tests, fuzz targets and benchmarks of identify/. Not part of the product.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"
#include "gate/identify/identify.h"
#include "jose/testing_tokens.h"

namespace gatehouse::gate::testing {

using jose::testing::DropletRules;
using jose::testing::KeyFor;
using jose::testing::kHeader;
using jose::testing::kNow;
using jose::testing::kNowSeconds;
using jose::testing::Payload;
using jose::testing::PayloadWith;
using jose::testing::Signed;

inline TrustedIssuers Trusting(jose::TokenRules rules, crypto::Algorithm algorithm = crypto::Algorithm::kRs256) {
  TrustedIssuers trusted;
  trusted.issuers.push_back({std::move(rules), *jose::JwkSet::Parse(KeyFor(algorithm).Public().Pem())});
  trusted.generation = 1;
  return trusted;
}

// kAllowed, or the reason for the refusal.
inline Reason ReasonFor(std::string_view token, const TrustedIssuers& trusted, base::Wall now = kNow) {
  const auto verified = VerifyToken(token, trusted, now);
  return verified ? Reason::kAllowed : verified.error();
}

}  // namespace gatehouse::gate::testing
