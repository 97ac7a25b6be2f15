// Names of users and roles: their syntax, and the normal form of what a person types. Tests: names_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::people {

inline constexpr size_t kMaxNameBytes = 64;
inline constexpr size_t kMaxRoles = 32;  // per user, because every session's token contains them

// Returns the normal form: ASCII letters in lower case, digits and . _ - @, without surrounding white space.
// Returns nothing for an invalid name.
[[nodiscard]] std::optional<std::string> UserName(std::string_view typed);
// ASCII letters, digits and . _ : -; case-sensitive.
[[nodiscard]] bool IsRoleName(std::string_view role);

// The target after login, if it is a path of this host: it begins with one '/', and a browser cannot read it as a
// URL of another host. The pages of the login itself are not allowed.
inline constexpr size_t kMaxNextBytes = 2048;
[[nodiscard]] bool IsOwnPath(std::string_view next);

}  // namespace gatehouse::people
