// The cookie that a session is kept in (row A9), going out and coming in. Tests: session_book_test.cc and
// account_test.cc.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "control/service/http.h"

namespace gatehouse::people {

// Set-Cookie headers: Secure, HttpOnly, SameSite=Strict, Path=/, no Domain, an end of its own.
[[nodiscard]] std::pair<std::string, std::string> SessionCookie(std::string_view token, std::chrono::seconds life);
[[nodiscard]] std::pair<std::string, std::string> NoSessionCookie();  // takes it away
// The value that came with a request, unproven. Nothing where there is none or more than one.
[[nodiscard]] std::optional<std::string> PresentedCookie(const service::HttpRequest& request);

}  // namespace gatehouse::people
