// Whether a field would change a query that is not SQL: LDAP filters, and operators of a
// document store (MongoDB) in the place of a value. Linear in the field's length. Shown by field_test.cc.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindOtherQuery(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
