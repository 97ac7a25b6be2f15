// credential_process of a profile: a program that prints credentials as JSON. Its stderr is ours, for what it has to
// ask or to say. Shown by credential_process_test.cc, tests/secrets/test_aws_profile.py.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "secrets/aws/found.h"

namespace gatehouse::secrets {

// Words as the AWS command line splits them: no shell, but its quotes and backslashes. Empty: a quote that does not
// end.
[[nodiscard]] std::vector<std::string> SplitWords(std::string_view command);

[[nodiscard]] MaybeAws RunCredentialProcess(const std::string& command, base::Wall now);

}  // namespace gatehouse::secrets
