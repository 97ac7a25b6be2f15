#include "control/reference.h"

#include "secrets/reference.h"
#include "secrets/standard/standard.h"

namespace gatehouse::control {

References::References() = default;
References::~References() = default;

base::Result<base::SecretString> References::Resolve(std::string_view reference) {
  const auto parsed = secrets::ParseReference(reference);
  if (!parsed) return std::unexpected(parsed.error());
  if (!resolver_) resolver_ = secrets::MakeResolver();
  return resolver_->Resolve(*parsed);
}

}  // namespace gatehouse::control
