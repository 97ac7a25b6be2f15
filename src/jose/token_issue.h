// Issues bearer tokens as the registry does (rows B2 B5), for `gatehouse token issue` and for tests; jwt.h
// accepts them.
// Shown by identify_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::jose {

inline constexpr std::chrono::seconds kMaxIssuedLife = std::chrono::hours(24);  // row B5

struct TokenClaims {
  std::string issuer;
  std::string audience;
  std::string subject;  // empty: left out
  int droplet_id = 0;   // 1–999; 0: left out
  std::vector<std::string> roles;
  std::vector<std::string> scopes;
  std::string token_id;  // `jti`; empty: left out. NewTokenId() makes one
  base::Wall now{};      // `iat`
  std::chrono::seconds life = std::chrono::hours(1);
};

// 128 random bits, base64url.
[[nodiscard]] std::string NewTokenId();

[[nodiscard]] base::Result<std::string> IssueToken(const crypto::PrivateKey& key, crypto::Algorithm algorithm,
                                                   std::string_view kid, const TokenClaims& claims);

}  // namespace gatehouse::jose
