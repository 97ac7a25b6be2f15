// A passphrase where nobody can be asked, in a CI job say: from a file or a descriptor that the environment names,
// never from an argument or a variable. Shown by tests/dotenv/test_passphrase.py.
#pragma once

#include <optional>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::dotenv {

// The first line of the file that GATEHOUSE_PASSPHRASE_FILE names, or of the descriptor GATEHOUSE_PASSPHRASE_FD, which
// is read once and closed. Nothing: neither is set, and GPG's agent asks. Error: missing, unreadable, empty, readable
// by everybody (except for what Docker and Kubernetes mount).
[[nodiscard]] base::Result<std::optional<base::SecretString>> GivenPassphrase();

}  // namespace gatehouse::dotenv
