// Opens a name inside a folder and never outside it, even with symbolic links or if files are renamed meanwhile (row
// B8). Shown by beneath_test.cc.
#pragma once

#include <string>

#include "base/descriptor.h"

namespace gatehouse::base {

// A descriptor that only identifies the file (O_PATH). On failure none, with errno: ENOENT if the file does not exist
// or the path leads out of the folder. The kernel decides (openat2, RESOLVE_BENEATH); without it, WalkBeneath does.
[[nodiscard]] Descriptor OpenBeneath(int folder, const std::string& name);

// The same, component by component, for kernels before 5.6 and sandboxes without openat2. Every step starts from an
// open folder, and links are read instead of followed, so a name that changes meanwhile leads to another file inside
// the folder or to a refusal, never outside.
[[nodiscard]] Descriptor WalkBeneath(int folder, const std::string& name);

}  // namespace gatehouse::base
