// Who may read the files of --files: this user, or a server that gives its rights away before it reads them. Shown by
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
// "USER", "USER:GROUP" or ":GROUP", by name or by number. A user alone brings its own group, a group alone leaves the
// files to us.
[[nodiscard]] base::Result<FileOwner> ParseFileOwner(std::string_view text);

// "0400" or "0440", and nothing that would let everybody read, or anybody write.
[[nodiscard]] base::Result<mode_t> ParseFileMode(std::string_view text);

struct FileAccess {
  std::optional<FileOwner> owner;
  mode_t mode = 0400;
};

}  // namespace gatehouse::cli
