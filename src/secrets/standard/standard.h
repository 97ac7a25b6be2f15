// The only place that combines providers and resolvers: every kind of store, with the credentials of this
// process's environment, the real clock and real waits. Shown by tests/secrets/, tests/run/.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "secrets/provider.h"
#include "secrets/resolver.h"

namespace gatehouse::secrets {

using Providers = std::map<std::string, std::shared_ptr<Provider>>;  // by the name used in references

// When the last owner of a provider releases it, the provider logs out.
[[nodiscard]] Providers AllProviders();

[[nodiscard]] std::unique_ptr<Resolver> MakeResolver(Providers providers = AllProviders(), ResolverRules rules = {});

}  // namespace gatehouse::secrets
