#include "control/reference.h"

#include <thread>
#include <utility>

#include "base/clock.h"
#include "dotenv/provider.h"
#include "secrets/reference.h"
#include "secrets/resolver.h"

namespace gatehouse::control {

References::References() = default;
References::~References() = default;

base::Result<base::SecretString> References::Resolve(std::string_view reference) {
  const auto parsed = secrets::ParseReference(reference);
  if (!parsed) return std::unexpected(parsed.error());
  if (!resolver_) {
    auto providers = secrets::StandardProviders();
    providers["dotenv"] = std::make_shared<dotenv::DotenvProvider>();
    resolver_ = std::make_unique<secrets::Resolver>(
        std::move(providers), secrets::ResolverRules{}, [] { return base::ReadClocks(); },
        [](std::chrono::milliseconds pause) { std::this_thread::sleep_for(pause); });
  }
  return resolver_->Resolve(*parsed);
}

}  // namespace gatehouse::control
