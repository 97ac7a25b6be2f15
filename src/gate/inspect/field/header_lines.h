// A field that continues as lines of a header or a mail: a line break followed by a header name.
#pragma once

#include "gate/inspect/field/finding.h"
#include "gate/inspect/field/readings.h"

namespace gatehouse::field {

void FindHeaderLine(const Readings& readings, Strongest& strongest);

}  // namespace gatehouse::field
