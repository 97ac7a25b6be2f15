// Schemas that no body of some depth can be judged by in the steps that a body has: a schema that leads back to itself
// through one and the same part of a value in two ways asks about that part twice, about what lies in it four times,
// and so on. The usual filter of and, or and not is one if each branch is asked about all members; it is none where
// each branch has a name of its own. Shown by schema_branches_test.cc.
#pragma once

#include <optional>
#include <string>

#include "gate/inspect/schema_source.h"

namespace gatehouse::gate {

// The JSON pointer of the first such schema. Errs on the side of naming one: it takes every pattern for one that
// matches every name, and every branch for one that is judged to its end. Bounded; where a schema is too large to be
// looked at whole, none is named.
[[nodiscard]] std::optional<std::string> FindRecursiveBranch(const SchemaSource& source);

}  // namespace gatehouse::gate
