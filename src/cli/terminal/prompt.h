// Passwords from the keyboard or from a pipe: never from an argument. Tests:
// tests/control/test_daemon.py.
#pragma once

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::cli {

// From a terminal: asks twice without echo; both must be equal. From anything else: reads the first line.
[[nodiscard]] base::Result<base::SecretString> ReadNewPassword();

}  // namespace gatehouse::cli
