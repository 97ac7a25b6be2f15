// References to values, for every command that needs them while settings are read. Shown by tests/run/.
#pragma once

#include "settings/load.h"

namespace gatehouse::cli {

// Each call asks the stores again, over connections and logins that stay; nothing is made before the first one.
[[nodiscard]] settings::Resolve MakeResolve();

}  // namespace gatehouse::cli
