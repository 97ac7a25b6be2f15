// The tables, as a list of versions: what stands in it never changes once it was released; the next change is a new
// version behind it. The statements are the SQL that SQLite and PostgreSQL share. Shown by database_test.cc.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"

namespace soci {
class session;
}

namespace gatehouse::store {

// Statements that lead from version N to N + 1 stand at [N].
[[nodiscard]] std::span<const std::span<const std::string_view>> Migrations();

// Brings the tables up to the last version, within the caller's transaction. An Error where they are of a later one.
// Throws what SOCI throws.
[[nodiscard]] base::Result<> Migrate(soci::session& sql);

}  // namespace gatehouse::store
