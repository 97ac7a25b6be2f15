// A field that goes on as lines of a header or a mail: a line break, and behind it the name of one.
#pragma once

#include "gate/inspect/field/finding.h"
#include "gate/inspect/field/readings.h"

namespace gatehouse::field {

void FindHeaderLine(const Readings& readings, Strongest& strongest);

}  // namespace gatehouse::field
