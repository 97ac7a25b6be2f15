#include "system/prepare_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/descriptor.h"

namespace gatehouse::system {

base::Result<> PrepareRunFolder(const RunFolder& run_folder) {
  const std::string& folder = run_folder.path();
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(folder).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  const bool made = mkdir(folder.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) {
    return base::SystemFail("The run directory cannot be made", folder, "name another `run_dir`");
  }
  struct stat info{};
  if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return base::Fail("The run directory is not a directory", folder, "name another `run_dir`");
  }
  if (info.st_uid != geteuid() && geteuid() != 0) {  // root may have given it to the workers' user
    return base::Fail("The run directory belongs to another user", folder, "name another `run_dir`");
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return base::Fail("Others may write to the run directory", folder, fmt::format("chmod 700 {}", folder));
  }
  const std::string temporary = run_folder.NginxTemporary();  // nginx creates the folders in it, but not this one
  if (mkdir(temporary.c_str(), 0700) != 0 && errno != EEXIST) {
    return base::SystemFail("Cannot be made", temporary);
  }
  if (made) HideFromGit(base::Descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)).get());
  return {};
}

void HideFromGit(int folder) {
  const base::Descriptor file(openat(folder, ".gitignore", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  constexpr std::string_view kEverything = "*\n";
  // Without it the folder works as well, so an error is ignored.
  if (file.open()) [[maybe_unused]]
    const ssize_t written = write(file.get(), kEverything.data(), kEverything.size());
}

base::Result<> GiveRunFolder(const RunFolder& run_folder, uid_t user) {
  constexpr auto kSameGroup = static_cast<gid_t>(-1);
  if (geteuid() != 0 || user == 0 || chown(run_folder.path().c_str(), user, kSameGroup) == 0) return {};
  return base::SystemFail("The run directory cannot be given to the workers' user", run_folder.path());
}

}  // namespace gatehouse::system
