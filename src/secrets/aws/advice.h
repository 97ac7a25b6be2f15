// What to do if AWS refuses the credentials or they have expired: depends on where they came from. A user
// with a login is never told to create keys. Shown by tests/secrets/test_aws_profile.py.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::secrets {

inline constexpr std::string_view kAskLess = "ask less often, or let values live longer";

// "aws sso login --profile app"; `otherwise` if the profile has no login.
[[nodiscard]] std::string AwsLoginAdvice(std::string_view otherwise);

}  // namespace gatehouse::secrets
