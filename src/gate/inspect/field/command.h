// Whether a field would start a command where it meets a shell, or code where it meets an interpreter that has a call
// for that: a separator and a command behind it, a substitution, a call like system('…'), server-side includes.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindCommand(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
