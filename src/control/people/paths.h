// Paths of the pages. They must match the routes of the policy's compiler (gate/policy/profiles.cc).
#pragma once

#include <string_view>

#include "gate/request/own_paths.h"

namespace gatehouse::people::path {

inline constexpr std::string_view kLogin = gate::kLoginPath;
inline constexpr std::string_view kSecondFactor = "/_gatehouse/second-factor";
inline constexpr std::string_view kLogout = "/_gatehouse/logout";
inline constexpr std::string_view kPassword = "/_gatehouse/password";
inline constexpr std::string_view kAccount = gate::kAccountPath;
inline constexpr std::string_view kStyle = "/_gatehouse/style.css";

}  // namespace gatehouse::people::path
