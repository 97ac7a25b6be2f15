// People's sessions (row A9): a cookie that contains a session token of the control daemon. A session token is a JWS
// with its own type, issuer and audience, so that it is never accepted as a bearer token, nor a bearer token as
// a session; its `jti` is the session id, by which logout revokes it. Shown by session_test.cc.
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

// The value of the session cookie in the Cookie header lines: kSessionMissing if there is none,
// kHeaderRepeated if there are two.
[[nodiscard]] std::expected<std::string_view, Reason> FindSessionCookie(const KnownHeaders& headers);
// The Cookie header without the session cookie, for the upstream: a service behind the gate never sees a session's
// value. Empty if no other cookie is in it.
[[nodiscard]] std::string WithoutSessionCookie(std::string_view cookie_header);
// Whether a Set-Cookie line sets the session cookie, as a browser reads it (RFC 6265bis §5.6): white space around the
// name and the case of the prefix are ignored. A service must not set the gate's own cookie.
[[nodiscard]] bool SetsSessionCookie(std::string_view set_cookie);

}  // namespace gatehouse::gate
