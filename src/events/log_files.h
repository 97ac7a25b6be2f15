// The files of one event log: the one that is written to, and those that were renamed since. Each is known by its inode
// and by how it begins, so that a reader finds its file again after a restart, whatever it is called by then. Shown by
// log_files_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::events {

struct LogFile {
  std::string path;
  std::string inode;        // "device:inode"
  std::string fingerprint;  // of its first line; empty where that is not there yet
  uint64_t size = 0;
};

// Empty where there is no such regular file.
[[nodiscard]] std::optional<LogFile> IdentifyFile(const std::string& path);
// Those that are there, the oldest first; the one that is written to comes last.
[[nodiscard]] std::vector<LogFile> FilesOfLog(const std::string& path);
// Whether a file that was seen with this inode and fingerprint, up to `offset`, is this one.
[[nodiscard]] bool IsSameFile(const LogFile& file, std::string_view inode, std::string_view fingerprint,
                              uint64_t offset);

}  // namespace gatehouse::events
