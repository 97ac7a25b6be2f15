// A set of verification keys (RFC 7517): several by `kid`, old and new side by side while keys rotate (row B3).
// Shown by jwk_set_test.cc, identify_corpora_test.cc, fuzz/jwk_set_fuzz.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::jose {

struct Jwk {
  std::string kid;                             // empty where the file gave none
  std::string thumbprint;                      // RFC 7638
  std::optional<crypto::Algorithm> algorithm;  // `alg`, where given: the key then verifies nothing else
  crypto::PublicKey key;
};

class JwkSet {
 public:
  // Members of a set that were passed over although they were meant for verifying, so that somebody should know.
  struct LeftOut {
    size_t secrets = 0;  // symmetric or private keys: published to everybody, they prove nothing
    size_t unknown = 0;  // of a type, curve or algorithm that is not known here, too weak, or no JWK at all
    [[nodiscard]] std::string Text() const;  // "1 symmetric or private key"; empty where nothing was left out
  };

  // A JWKS document, a single JWK, or one PEM file (public keys or certificates, one or several). Members of the set
  // that can't verify are left out (RFC 7517 §5): those for encryption silently, others counted in left_out(). In PEM
  // they are an error. An empty result is an error, and so is a single JWK that is private or symmetric. A key that
  // stands twice is kept once.
  [[nodiscard]] static base::Result<JwkSet> Parse(std::string_view text);
  void Merge(JwkSet other);

  // The keys that may verify a token with this `kid` and algorithm, at most 16. `kid` is compared, never opened.
  // A token that names one: the keys of that kid; where there is none, the keys without a kid (PEM files have none).
  // A token that names none: every key that fits, those without a kid first.
  [[nodiscard]] std::vector<const Jwk*> Candidates(std::string_view kid, crypto::Algorithm algorithm) const;
  // Whether the set has kids and not this one: a newer set may have it.
  [[nodiscard]] bool LacksKid(std::string_view kid) const;
  [[nodiscard]] std::span<const Jwk> keys() const { return keys_; }
  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }  // of Parse; Merge keeps the target's own

 private:
  std::vector<Jwk> keys_;
  LeftOut left_out_;
};

}  // namespace gatehouse::jose
