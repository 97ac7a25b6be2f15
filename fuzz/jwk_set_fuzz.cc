// Key files. What is taken in must be bounded, hold public keys that survive a way out and in again, and hand out only
// keys that fit.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "jose/jwk_set.h"

namespace {

using namespace gatehouse;
using crypto::Algorithm;

constexpr Algorithm kAlgorithms[] = {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256, Algorithm::kEdDsa};

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckKey(const jose::JwkSet& set, const jose::Jwk& key) {
  bool fits = false;
  for (const Algorithm algorithm : kAlgorithms) {
    for (const jose::Jwk* candidate : set.Candidates(key.kid, algorithm)) Require(candidate->key.Fits(algorithm));
    Require(!key.key.Verify(algorithm, "message", "signature"));
    if (!key.key.Fits(algorithm)) continue;
    fits = true;
    const auto again = jose::JwkSet::Parse(key.key.Jwk(key.kid, algorithm));
    Require(again && again->keys()[0].kid == key.kid && again->keys()[0].thumbprint == key.thumbprint);
  }
  Require(fits);
  const auto pem = jose::JwkSet::Parse(key.key.Pem());
  Require(pem && pem->keys()[0].thumbprint == key.thumbprint);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto set = jose::JwkSet::Parse({reinterpret_cast<const char*>(data), size});
  if (!set) return 0;
  Require(!set->keys().empty() && set->keys().size() <= 128);
  for (const jose::Jwk& key : set->keys()) CheckKey(*set, key);
  return 0;
}
