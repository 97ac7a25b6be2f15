#include "cli/run/resolver.h"

#include <algorithm>
#include <functional>
#include <thread>

#include "base/clock.h"
#include "dotenv/provider.h"
#include "secrets/resolver.h"

namespace gatehouse::cli {

namespace {

settings::Resolve ResolveWith(const std::shared_ptr<Providers>& providers, const std::function<void()>& fill) {
  return [providers, fill](std::span<const secrets::Reference> references) {
    if (providers->empty()) fill();
    secrets::Resolver resolver(
        *providers, secrets::ResolverRules{}, [] { return base::ReadClocks(); },
        [](std::chrono::milliseconds wait) { std::this_thread::sleep_for(wait); });
    return resolver.ResolveAll(references);
  };
}

}  // namespace

Providers AllProviders() {
  auto providers = secrets::StandardProviders();
  providers["dotenv"] = std::make_shared<dotenv::DotenvProvider>();
  return providers;
}

settings::Resolve MakeResolve() {
  auto providers = std::make_shared<Providers>();
  return ResolveWith(providers, [&all = *providers] { all = AllProviders(); });
}

settings::Resolve MakeHoldingResolve(const std::shared_ptr<Providers>& providers, bool replaced) {
  return ResolveWith(providers, [&all = *providers, replaced] {
    all = AllProviders();
    for (const auto& [name, provider] : all) provider->Hold(replaced);
  });
}

bool AnyIsHolding(const Providers& providers) {
  return std::ranges::any_of(providers, [](const auto& each) { return each.second->IsHolding(); });
}

}  // namespace gatehouse::cli
