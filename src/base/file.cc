#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>

#include "base/beneath.h"
#include "base/descriptor.h"

namespace gatehouse::base {
namespace {

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Renames in one step, only if the target name is free.
bool TakeName(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;  // the file system has no such rename; most have links
  if (link(from.c_str(), to.c_str()) != 0) return false;
  unlink(from.c_str());
  return true;
}

// Writes the content to disk under a temporary name; then `put` gives the file its real name, or
// returns false with errno set.
template <typename Put>
Result<> WriteBeside(const std::string& path, std::string_view content, mode_t mode, Put put) {
  if (path.empty() || path.contains('\0')) return Fail("Not a path", path);
  const std::string folder = FolderOf(path);
  std::string beside = path + ".XXXXXX";
  const auto refuse = [&](int error) { return SystemFail("Cannot be written", path, {}, error); };

  const Descriptor file(mkostemp(beside.data(), O_CLOEXEC));
  if (!file.open()) return refuse(errno);
  // fchmod sets the exact mode, whatever the umask.
  if (!WriteAll(file.get(), content) || fchmod(file.get(), mode) != 0 || fsync(file.get()) != 0 || !put(beside, path)) {
    const int error = errno;
    unlink(beside.c_str());
    return refuse(error);
  }
  const Descriptor entry(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!entry.open() || fsync(entry.get()) != 0) return refuse(errno);
  return {};
}

// The path of an open descriptor according to the kernel; empty if unknown.
std::string PathOf(const Descriptor& descriptor) {
  char path[PATH_MAX];
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor.get());
  const ssize_t size = readlink(link.c_str(), path, sizeof path);
  if (size <= 0 || size == sizeof path || path[0] != '/') return {};
  return {path, static_cast<size_t>(size)};
}

// Relative, without NUL, and every component is a name: not `.`, `..` or empty.
bool IsPlainRelativeName(std::string_view name) {
  if (name.empty() || name.size() >= PATH_MAX || name.contains('\0')) return false;
  while (true) {
    const size_t slash = name.find('/');
    const std::string_view component = name.substr(0, slash);
    if (component.empty() || component == "." || component == "..") return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  if (path.empty() || path.contains('\0')) return Fail("Not a path", path);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file.open()) {
    if (errno == ENOENT || errno == ENOTDIR) return Fail("Does not exist", path);
    return SystemFail("Cannot be read", path);
  }
  return ReadAll(file.get(), path, max_bytes);
}

Result<> WriteFile(const std::string& path, std::string_view content, mode_t mode) {
  const auto put = [](const std::string& beside, const std::string& to) {
    return rename(beside.c_str(), to.c_str()) == 0;
  };
  return WriteBeside(path, content, mode, put);
}

Result<bool> WriteNewFile(const std::string& path, std::string_view content, mode_t mode) {
  struct stat found{};
  bool taken = lstat(path.c_str(), &found) == 0;
  if (taken) return false;
  const auto put = [&taken](const std::string& beside, const std::string& to) {
    const bool done = TakeName(beside, to);
    taken = !done && errno == EEXIST;
    return done;
  };
  const auto written = WriteBeside(path, content, mode, put);
  if (taken) return false;
  if (!written) return std::unexpected(written.error());
  return true;
}

Result<std::string> ResolveInside(const std::string& folder, std::string_view name) {
  const auto denied = [&] { return Fail("Access denied", folder); };
  if (!IsPlainRelativeName(name)) return denied();
  const Descriptor base(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!base.open()) return denied();

  const std::string wanted(name);
  if (const Descriptor found = OpenBeneath(base.get(), wanted); found.open()) {
    std::string path = PathOf(found);
    if (path.empty()) return denied();
    return path;
  }
  if (errno != ENOENT) return denied();

  // The file does not exist. Its folder must be inside, and its name must be free: a dangling link could lead outside
  // later.
  const size_t slash = wanted.rfind('/');
  const std::string last = slash == std::string::npos ? wanted : wanted.substr(slash + 1);
  const Descriptor parent =
      slash == std::string::npos ? Descriptor(dup(base.get())) : OpenBeneath(base.get(), wanted.substr(0, slash));
  struct stat entry{};
  if (!parent.open() || fstatat(parent.get(), last.c_str(), &entry, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT) {
    return denied();
  }
  const std::string path = PathOf(parent);
  if (path.empty()) return denied();
  return path + (path.ends_with('/') ? "" : "/") + last;
}

}  // namespace gatehouse::base
