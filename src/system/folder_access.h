// Whether this user may look into a folder. If not, nothing in it seems to exist: a gate that runs would be reported
// as one that does not, and a log as empty. Tests: folder_access_test.cc, tests/cli/test_other_user.py.
#pragma once

#include <string>

#include "base/error.h"

namespace gatehouse::system {

// An Error if the folder, or one around it, is closed to this user. A folder that does not exist is none.
[[nodiscard]] base::Result<> MayLookInto(const std::string& folder);

}  // namespace gatehouse::system
