#include "secrets/exposure.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>
#include <set>

#include "secrets/notice.h"

namespace gatehouse::secrets {

bool EveryoneCanRead(const std::string& path) {
  std::error_code fault;
  const std::filesystem::path whole = std::filesystem::canonical(path, fault);
  struct stat facts{};
  if (fault || stat(whole.c_str(), &facts) != 0) return false;
  if ((facts.st_mode & S_IROTH) == 0 || facts.st_uid != geteuid()) return false;
  struct statvfs mount{};
  if (statvfs(whole.c_str(), &mount) != 0 || (mount.f_flag & ST_RDONLY) != 0) return false;
  for (std::filesystem::path folder = whole.parent_path();; folder = folder.parent_path()) {
    if (stat(folder.c_str(), &facts) != 0 || (facts.st_mode & S_IXOTH) == 0) return false;
    if (folder == folder.root_path()) return true;
  }
}

void WarnIfEveryoneCanRead(const std::string& path, std::string_view what) {
  if (!EveryoneCanRead(path)) return;
  static std::mutex mutex;
  static std::set<std::string> told;
  const std::lock_guard lock(mutex);
  if (!told.insert(path).second) return;
  Notice(std::string(what) + " can be read by everyone on this machine: " + path + "\n  fix: chmod go-rwx '" + path +
         "'");
}

}  // namespace gatehouse::secrets
