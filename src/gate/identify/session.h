// People's sessions (row A9): a cookie that holds a session token of the control daemon. A session token is a JWS like
// any other, with a type, an issuer and an audience of its own, so that it is no bearer token and no bearer token is a
// session; its `jti` is the session's id, by which logout revokes it. Shown by session_test.cc.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "gate/identify/jwt.h"
#include "gate/request/principal.h"
#include "gate/request/reason.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// `__Host-`: the browser takes it only with Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2).
inline constexpr std::string_view kSessionCookie = "__Host-gatehouse_session";
inline constexpr std::string_view kSessionIssuer = "gatehouse";
inline constexpr std::string_view kSessionAudience = "gatehouse-session";
inline constexpr std::string_view kSessionType = "gatehouse-session+jwt";  // header `typ`
inline constexpr std::chrono::seconds kMaxSessionLife = std::chrono::minutes(30);
// The claim `acr` of a session: which factors were shown at login.
inline constexpr std::string_view kOneFactor = "pwd";
inline constexpr std::string_view kTwoFactors = "mfa";

// ES256, kSessionType, kSessionIssuer, kSessionAudience, at most kMaxSessionLife; `sub` and `jti` required.
[[nodiscard]] TokenRules SessionRules();

// The value of the cookie of that name in Cookie header lines: kSessionMissing where there is none,
// kHeaderRepeated where it stands twice.
[[nodiscard]] std::expected<std::string_view, Reason> FindSessionCookie(const KnownHeaders& headers);
// The Cookie header without that cookie, for the upstream: a service behind the gate never sees a session's value.
// Empty where nothing else is in it.
[[nodiscard]] std::string WithoutSessionCookie(std::string_view cookie_header);
// Whether a Set-Cookie line names that cookie, as a browser reads it (RFC 6265bis §5.6): white space around the name
// does not count, letters in another case do not make another prefix. A service may not set the gate's own cookie.
[[nodiscard]] bool SetsSessionCookie(std::string_view set_cookie);

}  // namespace gatehouse::gate
