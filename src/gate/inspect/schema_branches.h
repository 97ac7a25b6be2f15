// Finds schemas whose cost grows exponentially with the depth of the body: a schema that refers back to itself
// through the same part of a value in two ways evaluates that part twice, its content four times,
// and so on. A typical filter of and, or and not is one if each branch evaluates all members; it is not one if
// each branch has its own member name. Shown by schema_branches_test.cc.
#pragma once

#include <optional>
#include <string>

#include "gate/inspect/schema_source.h"

namespace gatehouse::gate {

// The JSON pointer of the first such schema. Prefers false alarms: it assumes that every pattern matches
// every name and that every branch is evaluated completely. Bounded; if a schema is too large to be
// examined completely, the result is empty.
[[nodiscard]] std::optional<std::string> FindRecursiveBranch(const SchemaSource& source);

}  // namespace gatehouse::gate
