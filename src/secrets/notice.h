// Tells the user something although nothing has failed: one line on stderr, in the form of the programs' warnings.
#pragma once

#include <string>

namespace gatehouse::secrets {

void Notice(const std::string& words);

}  // namespace gatehouse::secrets
