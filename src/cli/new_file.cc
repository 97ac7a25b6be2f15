#include "cli/new_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace gatehouse::cli {
namespace {

bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(fd) == 0;
}

// In one step, and only where the name is free.
bool TakeName(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;  // those are file systems that cannot; a second name most can
  if (link(from.c_str(), to.c_str()) != 0) return false;
  unlink(from.c_str());
  return true;
}

}  // namespace

base::Result<> WriteNewFile(const std::string& path, std::string_view content, mode_t mode) {
  const auto refuse = [&path](int error) -> base::Result<> {
    if (error == EEXIST) return base::Fail("Is there already", path, "name another file, or overwrite with --force");
    return base::Fail(std::string("Cannot be written: ") + std::strerror(error), path);
  };
  struct stat found{};
  if (lstat(path.c_str(), &found) == 0) return refuse(EEXIST);
  std::string beside = path + ".XXXXXX";
  const int fd = mkostemp(beside.data(), O_CLOEXEC);
  if (fd < 0) return refuse(errno);
  const bool written = fchmod(fd, mode) == 0 && WriteAll(fd, content) && TakeName(beside, path);
  const int error = errno;
  close(fd);
  if (written) return {};
  unlink(beside.c_str());
  return refuse(error);
}

}  // namespace gatehouse::cli
