#include "cli/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
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

}  // namespace

base::Result<> WriteNewFile(const std::string& path, std::string_view content, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0 && errno == EEXIST)
    return base::Fail("Is there already", path, "name another file, or overwrite with --force");
  if (fd < 0) return base::Fail(std::string("Cannot be written: ") + std::strerror(errno), path);
  const bool written = fchmod(fd, mode) == 0 && WriteAll(fd, content);
  const std::string why = written ? "" : std::strerror(errno);
  close(fd);
  if (written) return {};
  unlink(path.c_str());
  return base::Fail("Cannot be written: " + why, path);
}

}  // namespace gatehouse::cli
