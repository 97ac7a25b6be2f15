// Renews an expired `aws sso login` as AWS's own programs do: with its refresh token, at the OIDC service
// that issued it. The new tokens are written back to the same file, because the old refresh token may no longer be
// valid. Shown by tests/secrets/test_aws_sso_refresh.py.
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

// Empty if the file `cached` has no refresh token, or the client registration has expired.
// kDenied: the login is over. The file is replaced atomically (temporary file, fsync, rename); if that fails, the token
// is only used.
[[nodiscard]] std::expected<std::optional<base::SecretString>, ProviderError> RefreshSsoLogin(const json::Value& cached,
                                                                                              const std::string& path,
                                                                                              const std::string& region,
                                                                                              base::Wall now);

}  // namespace gatehouse::secrets
