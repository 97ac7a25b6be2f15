// Whether a field names a file outside the folder where it will be looked up: `..` between separators in any
// spelling, the files that attacks usually ask for, and URL schemes that read files.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindTraversal(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
