#include "system/folder_access.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace gatehouse::system {

base::Result<> MayLookInto(const std::string& folder) {
  if (::faccessat(AT_FDCWD, folder.c_str(), X_OK, AT_EACCESS) == 0 || errno != EACCES) return {};
  std::string who = "root";
  struct stat info{};
  if (::stat(folder.c_str(), &info) == 0 && info.st_uid != 0) {
    const passwd* const owner = ::getpwuid(info.st_uid);
    who += " or as " + (owner == nullptr ? "user " + std::to_string(info.st_uid) : std::string(owner->pw_name));
  }
  return base::Fail("This user may not look into the folder", folder, "run the command as " + who);
}

}  // namespace gatehouse::system
