// Whether a field would start a command in a shell, or run code in an interpreter that can start
// one: a separator followed by a command, a substitution, a call like system('…'), server-side includes.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindCommand(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
