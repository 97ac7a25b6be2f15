// Paths of the pages. They must match the routes of the policy's compiler (gate/policy/profiles.cc).
#pragma once

#include <string_view>

namespace gatehouse::people::path {

inline constexpr std::string_view kLogin = "/_gatehouse/login";
inline constexpr std::string_view kSecondFactor = "/_gatehouse/second-factor";
inline constexpr std::string_view kLogout = "/_gatehouse/logout";
inline constexpr std::string_view kPassword = "/_gatehouse/password";
inline constexpr std::string_view kAccount = "/_gatehouse/account";
inline constexpr std::string_view kStyle = "/_gatehouse/style.css";

}  // namespace gatehouse::people::path
