// private_key_jwt (RFC 7523 §2.2 and §3): a short-lived JWS by which a client shows that it holds its key. Shown by
// client_authentication_test.cc.
#pragma once

#include <chrono>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "control/store/credentials.h"

namespace gatehouse::registry {

// How far ahead `exp` may lie, which is as long as a `jti` has to be remembered: what the common libraries take unless
// they are told otherwise.
inline constexpr std::chrono::minutes kMaxAssertionAhead{60};
inline constexpr std::chrono::seconds kAssertionLeeway{30};  // for `iat` and `nbf`, of clocks that disagree
inline constexpr size_t kMaxAssertionIdBytes = 256;

struct Assertion {
  std::string token_id;
  base::Wall expires{};
  const store::Credential* credential = nullptr;
};

// The issuer that the assertion claims, believed in nothing: only to find the client whose keys it is held to.
[[nodiscard]] std::string ClaimedClient(std::string_view assertion);

// `alive` are the client's keys that may be used now. `iss` and `sub` are the client, `aud` holds one of `audiences`,
// `iat` `exp` and `jti` are there. That the `jti` is new is for the caller to see to. The error is a sentence for the
// client.
[[nodiscard]] std::expected<Assertion, std::string_view> JudgeAssertion(std::string_view assertion,
                                                                        std::string_view client_id,
                                                                        std::span<const store::Credential> alive,
                                                                        std::span<const std::string> audiences,
                                                                        base::Wall now);

}  // namespace gatehouse::registry
