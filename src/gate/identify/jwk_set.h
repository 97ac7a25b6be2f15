// A set of verification keys (RFC 7517): several by `kid`, old and new side by side while keys rotate (row B3).
// Shown by jwk_set_test.cc, identify_corpora_test.cc, fuzz/jwk_set_fuzz.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::gate {

struct Jwk {
  std::string kid;                             // empty where the file gave none
  std::string thumbprint;                      // RFC 7638
  std::optional<crypto::Algorithm> algorithm;  // `alg`, where given: the key then verifies nothing else
  crypto::PublicKey key;
};

class JwkSet {
 public:
  // A JWKS document, a single JWK, or one PEM file (public keys or certificates, one or several). Members of the set
  // that are for encryption, of a type we don't know, or too weak are left out (RFC 7517 §5); in PEM they are an error.
  // A private or symmetric key is an error, so is an empty result. A key that stands twice is kept once.
  [[nodiscard]] static base::Result<JwkSet> Parse(std::string_view text);
  void Merge(JwkSet other);

  // The keys that may verify a token with this `kid` and algorithm. `kid` is compared, never opened.
  // A token that names one: the keys of that kid; where no key of the set carries a kid (PEM files), all of them.
  // A token that names none: the keys without a kid; where there are none, the only key that fits, if there is one
  // only. At most 16.
  [[nodiscard]] std::vector<const Jwk*> Candidates(std::string_view kid, crypto::Algorithm algorithm) const;
  [[nodiscard]] std::span<const Jwk> keys() const { return keys_; }

 private:
  std::vector<Jwk> keys_;
};

}  // namespace gatehouse::gate
