// Tells whether a found secret is a value in the repository's own encrypted `.env` files: then it is in use, and
// its name is known.
#pragma once

#include <string>
#include <vector>

#include "scan/finding.h"

namespace gatehouse::cli {

// Adds the names to the findings. Reads the encrypted files in `folder`; skips, with a warning, those without a
// matching key. Decrypts nothing if there are no findings.
void NameOwnSettings(const std::string& folder, std::vector<scan::Finding>& findings);

}  // namespace gatehouse::cli
