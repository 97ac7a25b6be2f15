// For tests: keys made on the spot.
#pragma once

#include <array>

#include "base/crypto.h"

namespace gatehouse::crypto::testing {

inline constexpr std::array kAlgorithms = {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256, Algorithm::kEdDsa};

// RSA keys take long to make: one for the whole run.
inline const PrivateKey& KeyFor(Algorithm algorithm) {
  static const PrivateKey rsa = *PrivateKey::Generate(Algorithm::kRs256);
  static const PrivateKey p256 = *PrivateKey::Generate(Algorithm::kEs256);
  static const PrivateKey ed25519 = *PrivateKey::Generate(Algorithm::kEdDsa);
  return algorithm == Algorithm::kEs256 ? p256 : algorithm == Algorithm::kEdDsa ? ed25519 : rsa;
}

}  // namespace gatehouse::crypto::testing
