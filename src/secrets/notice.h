// What a person should know though nothing has failed: one line on stderr, as the programs write their own warnings.
#pragma once

#include <string>

namespace gatehouse::secrets {

void Notice(const std::string& words);

}  // namespace gatehouse::secrets
