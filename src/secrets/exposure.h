// A file of credentials that everyone on this machine can read. It is told, never refused: what Kubernetes and Docker
// mount has the mode that they gave it. Shown by exposure_test.cc, tests/secrets/test_credential_sources.py.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::secrets {

// Any user may read the file and reach it through its folders, and the user who runs us could change that: it is ours,
// and no mount that can only be read.
[[nodiscard]] bool EveryoneCanRead(const std::string& path);

// One line on stderr, once a process for each file: what it is, where, and the command that fixes it.
void WarnIfEveryoneCanRead(const std::string& path, std::string_view what);

}  // namespace gatehouse::secrets
