// Opens a name inside a folder and never outside, even with symbolic links or if somebody renames files meanwhile (row
// B8). Shown by beneath_test.cc.
#pragma once

#include <string>

#include "base/descriptor.h"

namespace gatehouse::base {

// A descriptor for looking only (O_PATH); none, with errno, where nothing is there (ENOENT) or the way leads out of the
// folder. The kernel decides (openat2, RESOLVE_BENEATH); where it has no such call, WalkBeneath does.
[[nodiscard]] Descriptor OpenBeneath(int folder, const std::string& name);

// The same, component by component, for kernels before 5.6 and for sandboxes that know no openat2. Every step is taken
// from an open folder, and links are read and not followed, so that a name that is changed meanwhile leads to another
// file inside or to a refusal, never out.
[[nodiscard]] Descriptor WalkBeneath(int folder, const std::string& name);

}  // namespace gatehouse::base
