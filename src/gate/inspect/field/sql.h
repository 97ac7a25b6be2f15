// Whether a field would change the query that it is put into: read by its tokens from each place where a query may hold
// it, not by its words. "Western Union, select a branch" passes, "1 union select 2" does not. Linear in the field's
// length. Shown by field_test.cc, sql_tokens_test.cc, and by tests/inspect/test_fields.py on published payloads.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindSql(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
