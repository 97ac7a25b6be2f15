// Creates a file that must not exist yet. Shown by new_file_test.cc.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::system {

// Creates `path` with `mode`, whatever the umask; an Error if the name exists already, even as a dangling link. The
// file appears with all of its content or not at all; nothing is left behind on failure.
[[nodiscard]] base::Result<> WriteNewFile(const std::string& path, std::string_view content, mode_t mode);

}  // namespace gatehouse::system
