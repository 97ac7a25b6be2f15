// private_key_jwt (RFC 7523 §2.2 and §3): a short-lived JWS with which a client proves that it has its key. Tests:
// assertion_test.cc, client_authentication_test.cc.
#pragma once

#include <chrono>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "control/store/credentials.h"

namespace gatehouse::registry {

// How far `exp` may lie in the future, and so how long a `jti` must be remembered. One hour is the default of common
// libraries.
inline constexpr std::chrono::minutes kMaxAssertionAhead{60};
inline constexpr std::chrono::seconds kAssertionLeeway{30};  // for `iat` and `nbf`, because clocks differ
inline constexpr size_t kMaxAssertionIdBytes = 256;

struct Assertion {
  std::string token_id;
  base::Wall expires{};
  const store::Credential* credential = nullptr;
};

// The issuer that the assertion claims, unverified: only used to find the client whose keys must verify it.
[[nodiscard]] std::string ClaimedClient(std::string_view assertion);

// `alive`: the client's valid keys. `iss` and `sub` must be the client, `aud` must contain one of `audiences`,
// and `iat`, `exp` and `jti` must exist. The caller must check that the `jti` is new. The error is a sentence for the
// client.
[[nodiscard]] std::expected<Assertion, std::string_view> JudgeAssertion(std::string_view assertion,
                                                                        std::string_view client_id,
                                                                        std::span<const store::Credential> alive,
                                                                        std::span<const std::string> audiences,
                                                                        base::Wall now);

}  // namespace gatehouse::registry
