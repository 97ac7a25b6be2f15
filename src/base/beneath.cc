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

constexpr int kResolveAttempts = 16;  // retries when a rename interferes with the look-up (EAGAIN, openat2(2))
constexpr int kMostLinks = 40;        // the limit of the kernel's own look-up

Descriptor Refuse(int error) {
  errno = error;
  return Descriptor();
}

// The open folders from the caller's down to the current one.
class Way {
 public:
  explicit Way(int start) : start_(start) {}

  [[nodiscard]] int here() const { return below_.empty() ? start_ : below_.back().get(); }
  [[nodiscard]] bool at_start() const { return below_.empty(); }
  void Down(Descriptor folder) { below_.push_back(std::move(folder)); }
  void Up() { below_.pop_back(); }  // keeps errno
  // Returns the current folder; the caller owns it from now on.
  Descriptor Take() {
    if (at_start()) return Descriptor(fcntl(start_, F_DUPFD_CLOEXEC, 0));
    return std::move(below_.back());
  }

 private:
  int start_;
  std::vector<Descriptor> below_;
};

std::string LinkTarget(int link) {
  char target[PATH_MAX];
  const ssize_t size = readlinkat(link, "", target, sizeof target);
  return size <= 0 || size == sizeof target ? std::string() : std::string(target, static_cast<size_t>(size));
}

}  // namespace

Descriptor OpenBeneath(int folder, const std::string& name) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0; attempt < kResolveAttempts; ++attempt) {
    const long fd = syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how);
    if (fd >= 0) return Descriptor(static_cast<int>(fd));
    // Older container runtimes return EPERM for unknown system calls.
    if (errno == ENOSYS || errno == EPERM) return WalkBeneath(folder, name);
    if (errno != EAGAIN && errno != EINTR) break;
  }
  return Descriptor();
}

Descriptor WalkBeneath(int folder, const std::string& name) {
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
    Descriptor found(openat(way.here(), component.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!found.open()) return found;
    struct stat status{};
    if (fstat(found.get(), &status) != 0) return Refuse(EACCES);
    if (S_ISLNK(status.st_mode)) {
      std::string target = LinkTarget(found.get());
      if (++links > kMostLinks) return Refuse(ELOOP);
      if (target.empty() || target.starts_with('/')) return Refuse(EXDEV);
      if (!rest.empty()) target.append("/").append(rest);
      rest = std::move(target);
      continue;
    }
    if (!rest.empty() && !S_ISDIR(status.st_mode)) return Refuse(ENOTDIR);
    way.Down(std::move(found));
  }
  return way.Take();
}

}  // namespace gatehouse::base
