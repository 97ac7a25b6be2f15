// Passwords from the keyboard or from a pipe: never from an argument. Shown by
// tests/control/test_daemon.py.
#pragma once

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::cli {

// From a terminal: asked without echo, twice, and both must be the same. From anything else: the first line.
[[nodiscard]] base::Result<base::SecretString> ReadNewPassword();

}  // namespace gatehouse::cli
