// Whether a field would change the query that it is put into. Judged by its tokens in each place where a query may
// contain it, not by keywords: "Western Union, select a branch" passes, "1 union select 2" does not. Linear in the
// field's length. Shown by field_test.cc, sql_tokens_test.cc, and tests/inspect/test_fields.py on published payloads.
#pragma once

#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

void FindSql(std::string_view reading, Strongest& strongest);

}  // namespace gatehouse::field
