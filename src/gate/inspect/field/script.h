// Whether a field is an address that executes, or would continue a script that a page puts it into: calls, objects of
// the page, words assembled from pieces. Linear in the field's length. Shown by field_test.cc.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindScript(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
