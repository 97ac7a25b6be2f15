// People's sessions (row A9): a cookie that holds a session token of the control daemon. A session token is a JWS like
// any other, with a type, an issuer and an audience of its own, so that it is not a bearer token and no bearer token is
// a session; its `jti` is the session's id, by which logout revokes it. Shown by session_test.cc.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "gate/request/principal.h"
#include "gate/request/reason.h"
#include "gate/request/request.h"
#include "jose/session_token.h"

namespace gatehouse::gate {

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
