// Where people's pages are. The policy's compiler makes the routes (gate/policy/profiles.cc); these must be the same.
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
