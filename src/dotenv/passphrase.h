// A passphrase for use without a terminal, such as in a CI job: read from a file or descriptor that the environment
// names, never from an argument or a variable itself. Shown by tests/dotenv/test_passphrase.py.
#pragma once

#include <optional>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::dotenv {

// The first line of the file that GATEHOUSE_PASSPHRASE_FILE names, or of the descriptor GATEHOUSE_PASSPHRASE_FD, which
// is read once and closed. Empty if neither is set: GPG's agent asks. Error: missing, unreadable, empty, or readable
// by everybody (except for files that Docker and Kubernetes mount).
[[nodiscard]] base::Result<std::optional<base::SecretString>> GivenPassphrase();

}  // namespace gatehouse::dotenv
