// Resolves references for all commands that need it: with all providers, and a resolver that is created on
// first use. Tests: tests/run/.
#pragma once

#include <memory>

#include "secrets/standard/standard.h"
#include "settings/load.h"

namespace gatehouse::cli {

// Each call asks the stores again but reuses connections and logins; nothing is created before the first call.
[[nodiscard]] settings::Resolve MakeResolve();

// The same for a command that is started with the values. The first call fills `providers`, which renew their
// leases until they are destroyed (secrets/provider.h).
[[nodiscard]] settings::Resolve MakeHoldingResolve(const std::shared_ptr<secrets::Providers>& providers, bool replaced);
// True if a provider holds a lease that it must renew or revoke.
[[nodiscard]] bool AnyIsHolding(const secrets::Providers& providers);

}  // namespace gatehouse::cli
