// A login of `aws sso login` that has ended, renewed as AWS' own programs do: by its refresh token, at the OIDC service
// that gave it. What comes of it is written back where they read it: the old refresh token may be worth nothing any
// more. Shown by tests/secrets/test_aws_sso_refresh.py.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// Nothing: the file `cached` has no refresh token, or the registration of the program that logged in has ended.
// kDenied: the login is over. The file is replaced whole (beside, fsync, rename); where it cannot be, the token is only
// used.
[[nodiscard]] std::expected<std::optional<base::SecretString>, ProviderError> RefreshSsoLogin(const json::Value& cached,
                                                                                              const std::string& path,
                                                                                              const std::string& region,
                                                                                              base::Wall now);

}  // namespace gatehouse::secrets
