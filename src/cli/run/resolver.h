// References to values, for every command that needs them: all providers, and a resolver where there is something to
// ask. Shown by tests/run/.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "secrets/provider.h"
#include "settings/load.h"

namespace gatehouse::cli {

// Those of secrets/ and the one of dotenv/.
[[nodiscard]] std::map<std::string, std::shared_ptr<secrets::Provider>> AllProviders();

// Each call asks the stores again, over connections and logins that stay; nothing is made before the first one.
[[nodiscard]] settings::Resolve MakeResolve();

}  // namespace gatehouse::cli
