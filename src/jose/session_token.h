// The token in a person's session cookie (row A9), written by the daemon and read by the gate. Shown by
// gate/identify/session_test.cc.
#pragma once

#include <chrono>
#include <string_view>

#include "jose/jwt.h"

namespace gatehouse::jose {

// `__Host-`: browsers accept it only with Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2).
inline constexpr std::string_view kSessionCookie = "__Host-gatehouse_session";
inline constexpr std::string_view kSessionIssuer = "gatehouse";
inline constexpr std::string_view kSessionAudience = "gatehouse-session";
inline constexpr std::string_view kSessionType = "gatehouse-session+jwt";  // header `typ`
inline constexpr std::chrono::seconds kMaxSessionLife = std::chrono::minutes(30);
// The claim `acr` of a session: the factors given at login.
inline constexpr std::string_view kOneFactor = "pwd";
inline constexpr std::string_view kTwoFactors = "mfa";

// ES256, kSessionType, kSessionIssuer, kSessionAudience, at most kMaxSessionLife; `sub` and `jti` required.
[[nodiscard]] TokenRules SessionRules();

}  // namespace gatehouse::jose
