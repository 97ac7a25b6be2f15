#include "scan/short_reads.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/file.h"
#include "base/lines.h"

namespace gatehouse::scan {
namespace {

constexpr uint32_t kXfs = 0x58465342;  // not in every version of the kernel's header
constexpr std::array<uint32_t, 5> kOnDisk = {EXT4_SUPER_MAGIC, kXfs, BTRFS_SUPER_MAGIC, TMPFS_MAGIC,
                                             OVERLAYFS_SUPER_MAGIC};

// A path of mountinfo, in which "\040" is a blank.
std::string Unescaped(std::string_view path) {
  std::string text;
  while (!path.empty()) {
    constexpr size_t kEscape = 4;
    const bool escaped = path.starts_with('\\') && path.size() >= kEscape;
    text += escaped ? static_cast<char>((path[1] - '0') << 6 | (path[2] - '0') << 3 | (path[3] - '0')) : path.front();
    path.remove_prefix(escaped ? kEscape : 1);
  }
  return text;
}

// The fifth field of a line.
std::string MountPoint(std::string_view line) {
  for (int field = 1; field < 5; ++field) line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);
  return Unescaped(line.substr(0, line.find(' ')));
}

}  // namespace

bool HasMountBelow(std::string_view mounts, std::string_view folder) {
  const std::string below = std::string(folder) + (folder.ends_with('/') ? "" : "/");
  while (!mounts.empty()) {
    const std::string_view line = base::TakeLine(mounts);
    if (!line.empty() && MountPoint(line).starts_with(below)) return true;
  }
  return false;
}

bool ShortReadsAreEnds(const std::string& folder) {
  struct statfs status{};
  if (!folder.starts_with('/') || statfs(folder.c_str(), &status) != 0) return false;
  if (std::ranges::find(kOnDisk, static_cast<uint32_t>(status.f_type)) == kOnDisk.end()) return false;
  const auto mounts = base::ReadFile("/proc/self/mountinfo");
  return mounts && !mounts->empty() && !HasMountBelow(*mounts, folder);
}

}  // namespace gatehouse::scan
