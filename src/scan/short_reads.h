// Whether a read that returns fewer bytes than it was asked for has read the file to its end. That is so on the usual
// file systems on disks, and saves a system call for each file; files of /proc and of some file systems in user space
// come in parts. Shown by short_reads_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::scan {

// For all files below the folder, whose path has no links. False where it is not known.
[[nodiscard]] bool ShortReadsAreEnds(const std::string& folder);

// `mounts`: the text of /proc/self/mountinfo.
[[nodiscard]] bool HasMountBelow(std::string_view mounts, std::string_view folder);

}  // namespace gatehouse::scan
