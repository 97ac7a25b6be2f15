// Whether a browser would execute part of a field: as page text, inside an attribute (with or without quotes),
// as an address, or inside a script. Parsed as browsers do, not by keywords: "<b>bold</b>" and "if a < b" pass. Linear.
// Shown by field_test.cc and fuzz/field_fuzz.cc.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindMarkup(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
