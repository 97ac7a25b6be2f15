// Who may read the files of --files: this user, or a server that drops privileges before it reads them. Tests:
// file_access_test.cc, tests/run/test_run_group.py.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>

#include "base/error.h"

namespace gatehouse::cli {

struct FileOwner {
  uid_t user = 0;
  gid_t group = 0;
};
// "USER", "USER:GROUP" or ":GROUP", by name or by number. A user alone implies its primary group; with a group alone,
// this user stays the owner.
[[nodiscard]] base::Result<FileOwner> ParseFileOwner(std::string_view text);

// Accepts only "0400" or "0440": nobody may write, and others may not read.
[[nodiscard]] base::Result<mode_t> ParseFileMode(std::string_view text);

struct FileAccess {
  std::optional<FileOwner> owner;
  mode_t mode = 0400;
};

}  // namespace gatehouse::cli
