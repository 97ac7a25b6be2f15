// Whether a field is an address that runs, or would go on as a script where a page puts it into one: calls, objects of
// the page, words that are put together out of pieces. Linear in the field's length. Shown by field_test.cc.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindScript(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
