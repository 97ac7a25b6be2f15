// Whole files, in and out. Writing is all or nothing: beside, fsync, rename.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::base {

inline constexpr size_t kMaxFileBytes = 16 << 20;  // of any file that is read whole

// Error.where is the path, Error.what tells missing from unreadable from too large.
[[nodiscard]] Result<std::string> ReadFile(const std::string& path, size_t max_bytes = kMaxFileBytes);
// WriteNewFile answers false, and writes nothing, where anything has that name already, a dangling link too.
[[nodiscard]] Result<bool> WriteNewFile(const std::string& path, std::string_view content, mode_t mode);
[[nodiscard]] Result<> WriteFile(const std::string& path, std::string_view content, mode_t mode = 0644);

// Row B8: `name`, which came from outside, resolved inside `folder`: relative, no `..`, no NUL, and no symbolic link on
// the way that leads out of it (base/beneath.h decides). Error.what is "Access denied" for anything else.
// The last component need not exist.
[[nodiscard]] Result<std::string> ResolveInside(const std::string& folder, std::string_view name);

}  // namespace gatehouse::base
