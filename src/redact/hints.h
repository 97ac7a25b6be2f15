// Where a secret may be: expressions for Vectorscan that match every line in which redaction
// (events/redaction.h) would find anything, and few others. Lines without a match need no further check. Shown by
// stream_test.cc.
#pragma once

#include <vector>

#include "patterns/database.h"

namespace gatehouse::redact {

[[nodiscard]] std::vector<patterns::Expression> Hints();

}  // namespace gatehouse::redact
