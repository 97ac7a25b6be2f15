// Tokens from outside. The input is tried twice: as the token itself, which must never be accepted, and as
// "header\npayload" under a good signature, to get behind it; then whatever is accepted must really keep the rules.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gate/identify/bearer.h"
#include "gate/identify/testing_tokens.h"

namespace {

using namespace gatehouse;
using gate::testing::kNow;

const gate::TrustedIssuers& Trusted() {
  static const gate::TrustedIssuers trusted = [] {
    jose::TokenRules rules = gate::testing::DropletRules();
    rules.algorithms = {crypto::Algorithm::kEdDsa};
    return gate::testing::Trusting(rules, crypto::Algorithm::kEdDsa);
  }();
  return trusted;
}

void Require(bool holds) {
  if (!holds) std::abort();
}

void TryAsToken(std::string_view input) {
  Require(!gate::VerifyToken(input, Trusted(), kNow).has_value());
  const auto bearer = gate::BearerToken(input);
  if (!bearer) return;
  Require(!bearer->empty() && bearer->find(' ') == std::string_view::npos);
  Require(!gate::VerifyToken(*bearer, Trusted(), kNow).has_value());
}

void TrySigned(std::string_view input) {
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view payload = input.substr(std::min(line + 1, input.size()));
  const std::string token = gate::testing::Signed(input.substr(0, line), payload, crypto::Algorithm::kEdDsa);
  const auto verified = gate::VerifyToken(token, Trusted(), kNow);
  if (!verified) return;
  const gate::Principal& principal = verified->principal();
  Require(token.size() <= jose::kMaxTokenBytes);
  Require(principal.issuer == "registry.fullpotential.ai");
  Require(principal.droplet_id >= 1 && principal.droplet_id <= 999);
  Require(principal.expires_at + std::chrono::seconds(1) > kNow && principal.issued_at <= kNow);
  Require(principal.expires_at - principal.issued_at <= std::chrono::hours(24) + std::chrono::seconds(1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  TryAsToken(input);
  TrySigned(input);
  return 0;
}
