// DPoP proofs from outside. The input is tried twice: as the proof itself, and as "header\npayload" under a good
// signature, with the key put in place of KEY, to get behind it; then whatever is accepted must have all claims. The
// URLs in it are compared with a request's.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gate/admit/asked_url.h"
#include "jose/dpop_proof.h"
#include "jose/testing_tokens.h"

namespace {

using namespace gatehouse;
using crypto::Algorithm;
using jose::testing::KeyFor;

void Require(bool holds) {
  if (!holds) std::abort();
}

const std::string& Thumbprint() {
  static const std::string thumbprint = KeyFor(Algorithm::kEdDsa).Public().Thumbprint();
  return thumbprint;
}

std::string WithKey(std::string_view header) {
  static const std::string key = KeyFor(Algorithm::kEdDsa).Public().Jwk("", Algorithm::kEdDsa);
  constexpr std::string_view kPlace = "KEY";
  std::string text(header);
  if (const size_t at = text.find(kPlace); at != text.npos) text.replace(at, kPlace.size(), key);
  return text;
}

void CompareUrl(std::string_view url) {
  const gate::Request request{.method = "GET", .target = "/a%2Fb", .host = "a.example"};
  gate::Client client;
  client.tls = true;
  if (!gate::IsAskedUrl(url, request, client, "/a%2Fb")) return;
  Require(url.size() >= std::string_view("https://a.example/a%2Fb").size());
}

void TrySigned(std::string_view input) {
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view payload = input.substr(std::min(line + 1, input.size()));
  const std::string text = jose::testing::Signed(WithKey(input.substr(0, line)), payload, Algorithm::kEdDsa);
  const auto proof = jose::DpopProof::Verify(text, Thumbprint());
  if (!proof) return;
  Require(text.size() <= jose::kMaxProofBytes);
  Require(!proof->method().empty() && !proof->id().empty() && proof->id().size() <= jose::kMaxProofIdBytes);
  CompareUrl(proof->url());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Require(!jose::DpopProof::Verify(input, Thumbprint()).has_value());
  CompareUrl(input);
  TrySigned(input);
  return 0;
}
