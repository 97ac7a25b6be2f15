// What somebody should do whose credentials AWS does not take (any more): it depends on where they came from. Nobody
// with a login is told to make keys. Shown by tests/secrets/test_aws_profile.py.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::secrets {

// "aws sso login --profile app"; `otherwise` where the profile leads to no login.
[[nodiscard]] std::string AwsLoginAdvice(std::string_view otherwise);

}  // namespace gatehouse::secrets
