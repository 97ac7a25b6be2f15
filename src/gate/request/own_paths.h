// Paths of the gate's own pages, and of the daemon's, on every host. The routes are in gate/policy/profiles.cc.
#pragma once

#include <string_view>

namespace gatehouse::gate {

inline constexpr std::string_view kOwnPaths = "/_gatehouse/";  // all of them are below it
inline constexpr std::string_view kLoginPath = "/_gatehouse/login";
inline constexpr std::string_view kAccountPath = "/_gatehouse/account";
inline constexpr std::string_view kTicketPath = "/_gatehouse/ticket";

}  // namespace gatehouse::gate
