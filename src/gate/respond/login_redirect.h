// Where a person's browser is sent instead of a refusal (row A9): to the login page, and back from there to where it
// wanted to go. Programs get the refusal itself. Shown by login_redirect_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gate/request/decision.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// Pages of the control daemon.
inline constexpr std::string_view kLoginPath = "/_gatehouse/login";
inline constexpr std::string_view kAccountPath = "/_gatehouse/account";

inline constexpr size_t kMaxNextBytes = 2048;

// Whether `target` is a path of this very gate, so that a redirect to it stays here: it begins with one '/', and
// holds no backslash (which browsers read as '/') and nothing but visible ASCII characters.
[[nodiscard]] bool IsOwnPath(std::string_view target);

// The Location of a 303 in answer to a refused navigation on a route that takes sessions: a GET or HEAD, without
// Authorization, whose Accept names text/html. A 401 leads to "/_gatehouse/login?next=…", a missing second factor to
// "/_gatehouse/account", where one sets it up. Empty for every other refusal and request.
[[nodiscard]] std::optional<std::string> LoginRedirect(const Decision& decision, const Request& request,
                                                       bool session_route);

}  // namespace gatehouse::gate
