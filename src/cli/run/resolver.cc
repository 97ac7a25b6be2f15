#include "cli/run/resolver.h"

#include <memory>
#include <span>

#include "secrets/standard/standard.h"

namespace gatehouse::cli {

settings::Resolve MakeResolve() {
  return [providers = std::make_shared<secrets::Providers>()](std::span<const secrets::Reference> references) {
    if (providers->empty()) *providers = secrets::AllProviders();
    return secrets::MakeResolver(*providers)->ResolveAll(references);
  };
}

}  // namespace gatehouse::cli
