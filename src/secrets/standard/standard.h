// The one place where providers and resolvers are put together: every kind of store, with the credentials that this
// process's environment holds, the real clock and real waits. Shown by tests/secrets/, tests/run/.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "secrets/provider.h"
#include "secrets/resolver.h"

namespace gatehouse::secrets {

using Providers = std::map<std::string, std::shared_ptr<Provider>>;  // by the name that references give them

// When the last one that holds a provider lets it go, what it logged in to is logged out of.
[[nodiscard]] Providers AllProviders();

[[nodiscard]] std::unique_ptr<Resolver> MakeResolver(Providers providers = AllProviders(), ResolverRules rules = {});

}  // namespace gatehouse::secrets
