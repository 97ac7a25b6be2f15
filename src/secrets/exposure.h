// A file of credentials that everyone on this machine can read. Reported but never refused: Kubernetes and Docker
// choose the mode of what they mount. Shown by exposure_test.cc, tests/secrets/test_credential_sources.py.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::secrets {

// Whether any user can read the file and reach it through its folders, and this user could change that: owns it,
// and it is not on a read-only mount.
[[nodiscard]] bool EveryoneCanRead(const std::string& path);

// One line on stderr, once per process and file: what it is, where it is, and the command that fixes it.
void WarnIfEveryoneCanRead(const std::string& path, std::string_view what);

}  // namespace gatehouse::secrets
