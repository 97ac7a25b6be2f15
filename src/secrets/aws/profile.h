// The AWS command line's files, ~/.aws/credentials and ~/.aws/config, as far as they hold keys and a region. Shown by
// profile_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "secrets/aws/sigv4.h"

namespace gatehouse::secrets {

// The value of `name` in [section] of an INI file; lines that are none are passed over, as the AWS command line does.
// Of two with the same name the last one.
[[nodiscard]] std::optional<std::string_view> IniValue(std::string_view text, std::string_view section,
                                                       std::string_view name);

[[nodiscard]] std::string ProfileName();  // AWS_PROFILE, or "default"
// Empty where the profile has no keys of its own.
[[nodiscard]] std::optional<AwsCredentials> ProfileCredentials();
[[nodiscard]] std::string ProfileRegion();

}  // namespace gatehouse::secrets
