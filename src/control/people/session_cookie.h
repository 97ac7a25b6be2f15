// Writes and reads the session cookie (row A9). Tests: session_cookie_test.cc, account_test.cc.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "control/service/http.h"

namespace gatehouse::people {

// Set-Cookie headers: Secure, HttpOnly, SameSite=Strict, Path=/, no Domain, with an expiry.
[[nodiscard]] std::pair<std::string, std::string> SessionCookie(std::string_view token, std::chrono::seconds life);
[[nodiscard]] std::pair<std::string, std::string> NoSessionCookie();  // deletes the cookie
// The cookie of a request, not verified. Nothing if there is none or more than one.
[[nodiscard]] std::optional<std::string> PresentedCookie(const service::HttpRequest& request);

}  // namespace gatehouse::people
