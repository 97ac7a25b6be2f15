// The two token profiles by name (rows B2 A8), so that a user does not have to type an issuer.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::cli {

struct TokenProfile {
  std::string_view name;
  std::string_view issuer;
  std::string_view audience;
  std::chrono::seconds max_life;
  std::string_view required_claim;  // empty: none
};

inline constexpr std::array kTokenProfiles = {
    TokenProfile{"droplet", "registry.fullpotential.ai", "fullpotential.droplets", std::chrono::hours{24},
                 "droplet_id"},
    TokenProfile{"promptcraft", "promptcraft", "api.promptcraft.local", std::chrono::hours{1}, ""},
};
inline constexpr const char* kTokenProfileNames = "droplet|promptcraft";

[[nodiscard]] base::Result<const TokenProfile*> ProfileNamed(std::string_view name);

// "RS256", or several: "RS256,ES256".
[[nodiscard]] base::Result<std::vector<crypto::Algorithm>> ParseAlgorithms(std::string_view text);
inline constexpr const char* kAlgorithmNames = "RS256|PS256|ES256|EdDSA";

}  // namespace gatehouse::cli
