// References to values, for every command that needs them: all providers, and a resolver where there is something to
// ask. Shown by tests/run/.
#pragma once

#include <memory>

#include "secrets/standard/standard.h"
#include "settings/load.h"

namespace gatehouse::cli {

// Each call asks the stores again, over connections and logins that stay; nothing is made before the first one.
[[nodiscard]] settings::Resolve MakeResolve();

// The same for a command that is started with the values. `providers` fills with the first call: what they hold is
// renewed until they go (secrets/provider.h).
[[nodiscard]] settings::Resolve MakeHoldingResolve(const std::shared_ptr<secrets::Providers>& providers, bool replaced);
// One of them has something to renew or to give back.
[[nodiscard]] bool AnyIsHolding(const secrets::Providers& providers);

}  // namespace gatehouse::cli
