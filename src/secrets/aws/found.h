// Credentials of AWS with their end, as every way to them gives them.
#pragma once

#include <expected>
#include <optional>

#include "base/clock.h"
#include "secrets/aws/sigv4.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct FoundAws {
  AwsCredentials credentials;
  std::optional<base::Wall> expires;  // empty: they do not expire
};
using MaybeAws = std::expected<FoundAws, ProviderError>;

}  // namespace gatehouse::secrets
