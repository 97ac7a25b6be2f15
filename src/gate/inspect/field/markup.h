// Whether a browser would run something of a field: as text of a page, inside of an attribute (behind a quote or none),
// as an address, or inside of a script. Read as browsers read, not by words: "<b>bold</b>" and "if a < b" pass. Linear.
// Shown by field_test.cc and fuzz/field_fuzz.cc.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindMarkup(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
