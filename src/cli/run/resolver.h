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
using Providers = std::map<std::string, std::shared_ptr<secrets::Provider>>;
[[nodiscard]] Providers AllProviders();

// Each call asks the stores anew, over connections and logins that stay; nothing is made before the first one.
[[nodiscard]] settings::Resolve MakeResolve();

// The same for a command that is started with the values. `providers` fills with the first call: what they hold is
// renewed until they go (secrets/provider.h).
[[nodiscard]] settings::Resolve MakeHoldingResolve(const std::shared_ptr<Providers>& providers, bool replaced);
// One of them has something to renew or to give back.
[[nodiscard]] bool AnyIsHolding(const Providers& providers);

}  // namespace gatehouse::cli
