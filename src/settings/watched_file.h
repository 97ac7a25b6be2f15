// A file that settings were read from, as it was just before it was read: a later look tells whether it has changed
// since. A change while the other files are read is not missed. Tests: load_test.cc, tests/run/test_run_restart.py.
#pragma once

#include <cstdint>
#include <string>

namespace gatehouse::settings {

struct WatchedFile {
  std::string path;
  int64_t changed = -1;  // time of the last modification, in ns; -1: does not exist
  uint64_t inode = 0;
  int64_t size = -1;
  bool operator==(const WatchedFile&) const = default;
};

[[nodiscard]] WatchedFile LookAt(const std::string& path);

}  // namespace gatehouse::settings
