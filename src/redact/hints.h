// Where a secret may stand: expressions for Vectorscan, which between them match in every line in which redaction
// (events/redaction.h) would find anything, and in few others. Lines without a match need no second look. Shown by
// stream_test.cc.
#pragma once

#include <vector>

#include "patterns/database.h"

namespace gatehouse::redact {

[[nodiscard]] std::vector<patterns::Expression> Hints();

}  // namespace gatehouse::redact
