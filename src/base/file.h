// Reads and writes whole files. A write is all or nothing: temporary file next to the target, fsync, rename.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::base {

inline constexpr size_t kMaxFileBytes = 16 << 20;  // of every file that is read whole

// Error.where is the path; Error.what says whether the file is missing, unreadable or too large.
[[nodiscard]] Result<std::string> ReadFile(const std::string& path, size_t max_bytes = kMaxFileBytes);
// WriteNewFile returns false, and writes nothing, if the name exists already, even as a dangling link.
[[nodiscard]] Result<bool> WriteNewFile(const std::string& path, std::string_view content, mode_t mode);
[[nodiscard]] Result<> WriteFile(const std::string& path, std::string_view content, mode_t mode = 0644);

// Row B8: resolves `name`, which comes from outside, inside `folder`: relative, no `..`, no NUL, and no symbolic link
// that leads out of the folder (base/beneath.h decides). For anything else Error.what is "Access denied".
// The last component need not exist.
[[nodiscard]] Result<std::string> ResolveInside(const std::string& folder, std::string_view name);

}  // namespace gatehouse::base
