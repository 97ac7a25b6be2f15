// Redirects a person's browser to the login page instead of refusing (row A9), and from there back to the page that it
// asked for. Programs get the refusal itself. Shown by login_redirect_test.cc.
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

// Whether `target` is a path of this gate, so that a redirect cannot lead elsewhere: it begins with exactly one '/' and
// contains no backslash (which browsers read as '/') and only visible ASCII characters.
[[nodiscard]] bool IsOwnPath(std::string_view target);

// The Location of a 303 for a refused navigation on a route that accepts sessions: a GET or HEAD without
// Authorization whose Accept includes text/html. A 401 leads to "/_gatehouse/login?next=…", a missing second factor to
// "/_gatehouse/account", where it can be set up. Empty for every other refusal and request.
[[nodiscard]] std::optional<std::string> LoginRedirect(const Decision& decision, const Request& request,
                                                       bool session_route);

}  // namespace gatehouse::gate
