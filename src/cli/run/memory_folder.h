// Folders in memory, for secrets as files that never touch a disk: on a tmpfs, mode 0700, owned by this user. Tests:
// memory_folder_test.cc, tests/run/.
#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "cli/run/file_access.h"

namespace gatehouse::cli {

// True if the folder is on a tmpfs.
[[nodiscard]] bool IsInMemory(const std::string& folder);

// Returns `/dev/shm`, else $XDG_RUNTIME_DIR; an Error if neither is a tmpfs.
[[nodiscard]] base::Result<std::string> MemoryRoot();

// Creates `folder` below a memory root. An existing one must be a folder, not a link, ours, and closed to other users.
[[nodiscard]] base::Result<> PrepareMemoryFolder(const std::string& folder);

// A folder of this process, removed by the destructor. A folder that a killed process left behind is
// removed when the next one is created.
class MemoryFolder {
 public:
  // `access`: who may read its files; only root can give them to another user.
  [[nodiscard]] static base::Result<MemoryFolder> Make(const FileAccess& access = {});
  ~MemoryFolder();
  MemoryFolder(MemoryFolder&& other) noexcept;
  MemoryFolder& operator=(MemoryFolder&&) = delete;

  // Writes a file and returns its path. An existing file is replaced atomically.
  [[nodiscard]] base::Result<std::string> Write(const std::string& name, const base::SecretString& value) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] base::Result<> Give(const std::string& path, mode_t mode) const;
  MemoryFolder(std::string path, base::Descriptor lock, const FileAccess& access)
      : path_(std::move(path)), lock_(std::move(lock)), access_(access) {}
  std::string path_;
  base::Descriptor lock_;  // a lock on the folder: a process that can take it knows that the owner is dead
  FileAccess access_;
};

}  // namespace gatehouse::cli
