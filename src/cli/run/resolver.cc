#include "cli/run/resolver.h"

#include <thread>

#include "base/clock.h"
#include "dotenv/provider.h"
#include "secrets/resolver.h"

namespace gatehouse::cli {

std::map<std::string, std::shared_ptr<secrets::Provider>> AllProviders() {
  auto providers = secrets::StandardProviders();
  providers["dotenv"] = std::make_shared<dotenv::DotenvProvider>();
  return providers;
}

settings::Resolve MakeResolve() {
  using Providers = std::map<std::string, std::shared_ptr<secrets::Provider>>;
  return [providers = std::make_shared<Providers>()](std::span<const secrets::Reference> references) {
    if (providers->empty()) *providers = AllProviders();
    secrets::Resolver resolver(
        *providers, secrets::ResolverRules{}, [] { return base::ReadClocks(); },
        [](std::chrono::milliseconds wait) { std::this_thread::sleep_for(wait); });
    return resolver.ResolveAll(references);
  };
}

}  // namespace gatehouse::cli
