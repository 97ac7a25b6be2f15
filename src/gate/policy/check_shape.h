// Checks the text of a policy against the table of keys. Shown by policy_keys_test.cc.
#pragma once

#include "gate/policy/policy_keys.h"
#include "yaml/problems.h"
#include "yaml/text_node.h"

namespace gatehouse::gate {

// Reports unknown keys of `map` and values of the wrong shape, in `map` and below, and marks those values broken.
// Every other value has a shape that the table allows.
void CheckShape(yaml::TextNode& map, Section section, yaml::Problems& problems);

}  // namespace gatehouse::gate
