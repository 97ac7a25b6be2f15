// Whether a secret that was found is a value of the repository's own encrypted `.env` files: then it is in force, and
// its name is known.
#pragma once

#include <string>
#include <vector>

#include "scan/finding.h"

namespace gatehouse::cli {

// Names them in the findings. Encrypted files lie in `folder`; without a key of ours they are passed over, which is
// said. Nothing is decrypted where nothing was found.
void NameOwnSettings(const std::string& folder, std::vector<scan::Finding>& findings);

}  // namespace gatehouse::cli
