#include "settings/watched_file.h"

#include <sys/stat.h>

namespace gatehouse::settings {

WatchedFile LookAt(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return {.path = path};
  return {.path = path,
          .changed = found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec,
          .inode = found.st_ino,
          .size = found.st_size};
}

}  // namespace gatehouse::settings
