#include "cli/run/memory_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/file.h"

namespace gatehouse::cli {
namespace {

constexpr const char* kSharedMemory = "/dev/shm";
constexpr std::string_view kPrefix = "gatehouse-run-";
constexpr mode_t kFolderMode = 0700;
constexpr mode_t kGroupFolderMode = 0750;
constexpr mode_t kGroupMode = 0440;
constexpr mode_t kFileMode = 0400;
constexpr int kMakeAttempts = 8;

base::Descriptor OpenFolder(const std::string& path) {
  return base::Descriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool IsOurs(const base::Descriptor& folder) {
  struct stat found{};
  return fstat(folder.get(), &found) == 0 && found.st_uid == geteuid() && (found.st_mode & 0777) == kFolderMode;
}

// True if this process may remove the folder: root's folder may have been given to a server's user.
bool MayBeRemoved(const base::Descriptor& folder) {
  struct stat found{};
  if (fstat(folder.get(), &found) != 0 || (found.st_mode & 0007) != 0) return false;
  return found.st_uid == geteuid() || geteuid() == 0;
}

void RemoveAll(const std::string& folder) {
  std::error_code ignored;  // no way to report it
  std::filesystem::remove_all(folder, ignored);
}

void RemoveLeftovers(const std::string& root) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(root, ignored)) {
    if (!entry.path().filename().native().starts_with(kPrefix)) continue;
    const base::Descriptor folder = OpenFolder(entry.path());
    if (folder.open() && MayBeRemoved(folder) && flock(folder.get(), LOCK_EX | LOCK_NB) == 0) RemoveAll(entry.path());
  }
}

}  // namespace

bool IsInMemory(const std::string& folder) {
  struct statfs found{};
  if (statfs(folder.c_str(), &found) != 0) return false;
  return static_cast<unsigned long>(found.f_type) == TMPFS_MAGIC ||
         static_cast<unsigned long>(found.f_type) == RAMFS_MAGIC;
}

base::Result<std::string> MemoryRoot() {
  if (IsInMemory(kSharedMemory) && access(kSharedMemory, W_OK | X_OK) == 0) return std::string(kSharedMemory);
  const char* named = std::getenv("XDG_RUNTIME_DIR");
  if (named != nullptr && *named == '/' && IsInMemory(named)) return std::string(named);
  return base::Fail("There is no folder in memory for secrets", kSharedMemory,
                    "mount a tmpfs on /dev/shm, or name one in XDG_RUNTIME_DIR");
}

base::Result<> PrepareMemoryFolder(const std::string& folder) {
  if (mkdir(folder.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return base::SystemFail("The folder for secrets cannot be made", folder);
  }
  const base::Descriptor opened = OpenFolder(folder);
  if (!opened.open() || !IsOurs(opened))
    return base::Fail("The folder for secrets belongs to another user", folder,
                      "find out who created it, and remove it");
  if (!IsInMemory(folder)) return base::Fail("The folder for secrets is not in memory", folder);
  return {};
}

base::Result<MemoryFolder> MemoryFolder::Make(const FileAccess& access) {
  const auto root = MemoryRoot();
  if (!root) return std::unexpected(root.error());
  RemoveLeftovers(*root);
  // Between creation and lock, another process that starts may remove the folder as a leftover.
  for (int attempt = 0; attempt < kMakeAttempts; ++attempt) {
    std::string path = fmt::format("{}/{}XXXXXX", *root, kPrefix);
    if (mkdtemp(path.data()) == nullptr) break;
    base::Descriptor lock = OpenFolder(path);
    if (lock.open() && flock(lock.get(), LOCK_EX | LOCK_NB) == 0 && ::access(path.c_str(), F_OK) == 0) {
      MemoryFolder folder(std::move(path), std::move(lock), access);
      if (auto given = folder.Give(folder.path_, access.mode == kGroupMode ? kGroupFolderMode : kFolderMode); !given) {
        return std::unexpected(given.error());
      }
      return folder;
    }
    RemoveAll(path);
  }
  return base::SystemFail("The folder for secrets cannot be made", *root);
}

MemoryFolder::~MemoryFolder() {
  if (path_.empty()) return;
  RemoveAll(path_);
}

MemoryFolder::MemoryFolder(MemoryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)), access_(other.access_) {}

base::Result<> MemoryFolder::Give(const std::string& path, mode_t mode) const {
  if (!access_.owner) return {};
  if (chown(path.c_str(), access_.owner->user, access_.owner->group) != 0) {
    return base::SystemFail("The files cannot be given to another user", path,
                            "only root can; leave --files-owner out, or name a group that this user is in");
  }
  if (chmod(path.c_str(), mode) != 0) return base::SystemFail("The files cannot be made readable", path);
  return {};
}

base::Result<std::string> MemoryFolder::Write(const std::string& name, const base::SecretString& value) const {
  const std::string file = path_ + "/" + name;
  if (auto written = base::WriteFile(file, value.Reveal(), kFileMode); !written) {
    return std::unexpected(written.error());
  }
  if (auto given = Give(file, access_.mode); !given) return std::unexpected(given.error());
  return file;
}

}  // namespace gatehouse::cli
