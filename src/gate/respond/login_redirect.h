// Redirects a person's browser to the login page instead of refusing (row A9), and from there back to the page that it
// asked for. Programs get the refusal itself. Shown by login_redirect_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gate/request/decision.h"
#include "gate/request/own_paths.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

inline constexpr std::string_view kNotSentNotice = "not-sent";  // one of the login page's notices

inline constexpr size_t kMaxNextBytes = 2048;

// Whether `target` is a path of this gate, so that a redirect cannot lead elsewhere: it begins with exactly one '/' and
// contains no backslash (which browsers read as '/') and only visible ASCII characters.
[[nodiscard]] bool IsOwnPath(std::string_view target);

// The Location of a 303 for a refused navigation on a route that accepts sessions: a GET or HEAD without
// Authorization whose Accept includes text/html, or a form that a browser sends (Sec-Fetch-Mode: navigate). A 401 leads
// to "/_gatehouse/login?next=…", and after the login back to the target, or to the page of this host that had the form.
// `prefix` is the path that a trusted proxy has removed from the target (X-Forwarded-Prefix).
// A missing second factor leads to "/_gatehouse/account", where it can be set up. Empty for every other refusal and
// request.
[[nodiscard]] std::optional<std::string> LoginRedirect(const Decision& decision, const Request& request,
                                                       bool session_route, std::string_view prefix = {});

}  // namespace gatehouse::gate
