#include "base/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::base {
namespace {

constexpr int kResolveAttempts = 16;  // against renames that race with a look-up (EAGAIN, openat2(2))
constexpr int kMostLinks = 40;        // as the kernel's own look-up

int Refuse(int error) {
  errno = error;
  return -1;
}

// The folders from the first one down to where the walk is. The first is the caller's.
class Way {
 public:
  explicit Way(int folder) : folders_{folder} {}
  ~Way() {
    while (folders_.size() > 1) Up();
  }
  Way(const Way&) = delete;
  Way& operator=(const Way&) = delete;

  [[nodiscard]] int here() const { return folders_.back(); }
  [[nodiscard]] bool at_start() const { return folders_.size() == 1; }
  void Down(int folder) { folders_.push_back(folder); }
  void Up() {
    const int error = errno;
    close(folders_.back());
    folders_.pop_back();
    errno = error;
  }
  // The last folder, which is the caller's from here on.
  int Take() {
    if (at_start()) return fcntl(here(), F_DUPFD_CLOEXEC, 0);
    const int fd = here();
    folders_.pop_back();
    return fd;
  }

 private:
  std::vector<int> folders_;
};

std::string LinkTarget(int link) {
  char target[PATH_MAX];
  const ssize_t size = readlinkat(link, "", target, sizeof target);
  return size <= 0 || size == sizeof target ? std::string() : std::string(target, static_cast<size_t>(size));
}

}  // namespace

int OpenBeneath(int folder, const std::string& name) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0; attempt < kResolveAttempts; ++attempt) {
    const long fd = syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    // Older container runtimes answer EPERM to calls that they do not know.
    if (errno == ENOSYS || errno == EPERM) return WalkBeneath(folder, name);
    if (errno != EAGAIN && errno != EINTR) return -1;
  }
  return -1;
}

int WalkBeneath(int folder, const std::string& name) {
  Way way(folder);
  std::string rest = name;
  int links = 0;
  while (!rest.empty()) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string component = rest.substr(0, slash);
    rest.erase(0, std::min(slash + 1, rest.size()));
    if (component.empty() || component == ".") continue;
    if (component == "..") {
      if (way.at_start()) return Refuse(EXDEV);
      way.Up();
      continue;
    }
    const int found = openat(way.here(), component.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (found < 0) return -1;
    struct stat status{};
    if (fstat(found, &status) != 0) {
      close(found);
      return Refuse(EACCES);
    }
    if (S_ISLNK(status.st_mode)) {
      std::string target = LinkTarget(found);
      close(found);
      if (++links > kMostLinks) return Refuse(ELOOP);
      if (target.empty() || target.starts_with('/')) return Refuse(EXDEV);
      if (!rest.empty()) target.append("/").append(rest);
      rest = std::move(target);
      continue;
    }
    if (!rest.empty() && !S_ISDIR(status.st_mode)) {
      close(found);
      return Refuse(ENOTDIR);
    }
    way.Down(found);
  }
  return way.Take();
}

}  // namespace gatehouse::base
