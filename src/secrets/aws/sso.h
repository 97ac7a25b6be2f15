// Exchanges the token of an `aws sso login`, in ~/.aws/sso/cache, for credentials of a role. Shown by
// tests/secrets/test_aws_profile.py.
#pragma once

#include <string>

#include "secrets/aws/found.h"
#include "secrets/aws/profile.h"

namespace gatehouse::secrets {

[[nodiscard]] MaybeAws SsoCredentials(const AwsFiles& files, const std::string& profile, base::Wall now);

}  // namespace gatehouse::secrets
