// Whether a field names a file outside of the folder that it will be looked for in: `..` between separators however
// they are written, the files that every attack asks for, and the schemes that read files.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindTraversal(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
