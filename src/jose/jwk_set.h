// A set of verification keys (RFC 7517): several keys by `kid`, old and new together during a rotation (row B3).
// Shown by jwk_set_test.cc, jose_corpora_test.cc, fuzz/jwk_set_fuzz.cc.
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

inline constexpr size_t kMaxKidBytes = 256;  // of a key's name, in a key set and in a token

struct Jwk {
  std::string kid;                             // empty if the file gave none
  std::string thumbprint;                      // RFC 7638
  std::optional<crypto::Algorithm> algorithm;  // `alg`, if given: the key then verifies no other algorithm
  crypto::PublicKey key;
};

class JwkSet {
 public:
  // Members of a set that were skipped although they were meant for verification, to be reported.
  struct LeftOut {
    size_t secrets = 0;                      // symmetric or private keys: once published, they prove nothing
    size_t unknown = 0;                      // an unknown type, curve or algorithm, too weak, or not a JWK
    [[nodiscard]] std::string Text() const;  // "1 symmetric or private key"; empty if nothing was left out
  };

  // A JWKS document, a single JWK, or a PEM file (one or more public keys or certificates). Members of the set
  // that cannot verify are left out (RFC 7517 §5): encryption keys silently, others counted in left_out(). In PEM
  // they are an Error. An empty result is an Error, and so is a single JWK that is private or symmetric. A repeated key
  // is kept once.
  [[nodiscard]] static base::Result<JwkSet> Parse(std::string_view text);
  void Merge(JwkSet other);

  // The keys that may verify a token with this `kid` and algorithm, at most 16. `kid` is only compared, never used as a
  // file name or URL. With a `kid`: the keys of that kid; if there are none, the keys without a kid (PEM has none).
  // Without a `kid`: every key that fits, those without a kid first.
  [[nodiscard]] std::vector<const Jwk*> Candidates(std::string_view kid, crypto::Algorithm algorithm) const;
  // Whether the set's keys have kids, but not this one: a newer set may have it.
  [[nodiscard]] bool LacksKid(std::string_view kid) const;
  [[nodiscard]] std::span<const Jwk> keys() const { return keys_; }
  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }  // from Parse; Merge keeps the target's own

 private:
  std::vector<Jwk> keys_;
  LeftOut left_out_;
};

}  // namespace gatehouse::jose
