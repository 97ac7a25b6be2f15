// Folders in memory: secrets as files that never touch a disk. Only a tmpfs counts, only mode 0700, only ours. Shown by
// run_memory_folder_test.cc, tests/run/.
#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "cli/run/file_access.h"

namespace gatehouse::cli {

// Whether the folder lies on a tmpfs.
[[nodiscard]] bool IsInMemory(const std::string& folder);

// `/dev/shm`, else $XDG_RUNTIME_DIR; an Error where neither is a tmpfs.
[[nodiscard]] base::Result<std::string> MemoryRoot();

// Makes `folder` below a memory root, or takes one that is there: a folder, ours, no link, closed to everybody else.
[[nodiscard]] base::Result<> PrepareMemoryFolder(const std::string& folder);

// A folder of this process alone, gone with the value. What an earlier process left behind because it was killed is
// removed when the next one is made.
class MemoryFolder {
 public:
  // `access`: who may read its files; only root can give them to somebody else.
  [[nodiscard]] static base::Result<MemoryFolder> Make(const FileAccess& access = {});
  ~MemoryFolder();
  MemoryFolder(MemoryFolder&& other) noexcept;
  MemoryFolder& operator=(MemoryFolder&&) = delete;

  // The path of the file. One that is there is replaced in one step.
  [[nodiscard]] base::Result<std::string> Write(const std::string& name, const base::SecretString& value) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] base::Result<> Give(const std::string& path, mode_t mode) const;
  MemoryFolder(std::string path, base::Descriptor lock, const FileAccess& access)
      : path_(std::move(path)), lock_(std::move(lock)), access_(access) {}
  std::string path_;
  base::Descriptor lock_;  // on the folder itself: the process that gets it knows that the owner is dead
  FileAccess access_;
};

}  // namespace gatehouse::cli
