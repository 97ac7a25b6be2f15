// Names of users and roles: how they may look, and what a person who types one may mean. Tests: names_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::people {

inline constexpr size_t kMaxNameBytes = 64;
inline constexpr size_t kMaxRoles = 32;  // of one user: they travel in every session's token

// As it is kept and compared: ASCII letters in lower case, digits and . _ - @, with white space around it dropped.
// Nothing for a name that nobody can have.
[[nodiscard]] std::optional<std::string> UserName(std::string_view typed);
// ASCII letters, digits and . _ : -, in the case in which they are written.
[[nodiscard]] bool IsRoleName(std::string_view role);

// Where to go after login, if it is a path of this host: one '/' in front, and nothing that a browser takes for the
// beginning of another host's URL. Not the pages of the login itself.
inline constexpr size_t kMaxNextBytes = 2048;
[[nodiscard]] bool IsOwnPath(std::string_view next);

}  // namespace gatehouse::people
