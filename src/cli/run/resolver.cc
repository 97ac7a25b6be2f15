#include "cli/run/resolver.h"

#include <algorithm>
#include <functional>
#include <span>

namespace gatehouse::cli {
namespace {

settings::Resolve ResolveWith(const std::shared_ptr<secrets::Providers>& providers, const std::function<void()>& fill) {
  return [providers, fill](std::span<const secrets::Reference> references) {
    if (providers->empty()) fill();
    return secrets::MakeResolver(*providers)->ResolveAll(references);
  };
}

}  // namespace

settings::Resolve MakeResolve() {
  auto providers = std::make_shared<secrets::Providers>();
  return ResolveWith(providers, [&all = *providers] { all = secrets::AllProviders(); });
}

settings::Resolve MakeHoldingResolve(const std::shared_ptr<secrets::Providers>& providers, bool replaced) {
  return ResolveWith(providers, [&all = *providers, replaced] {
    all = secrets::AllProviders();
    for (const auto& [name, provider] : all) provider->Hold(replaced);
  });
}

bool AnyIsHolding(const secrets::Providers& providers) {
  return std::ranges::any_of(providers, [](const auto& each) { return each.second->IsHolding(); });
}

}  // namespace gatehouse::cli
