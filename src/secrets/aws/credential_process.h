// credential_process of a profile: a program that prints credentials as JSON. It shares our stderr, for its questions
// and messages. Shown by credential_process_test.cc, tests/secrets/test_aws_profile.py.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "secrets/aws/found.h"

namespace gatehouse::secrets {

// Splits words as the AWS command line does: no shell, but its quotes and backslashes. Empty if a quote is not
// closed.
[[nodiscard]] std::vector<std::string> SplitWords(std::string_view command);

[[nodiscard]] MaybeAws RunCredentialProcess(const std::string& command, base::Wall now);

}  // namespace gatehouse::secrets
