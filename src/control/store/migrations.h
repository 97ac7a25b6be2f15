// The tables, as a list of versions. A released version never changes; each change is a new
// version at the end. The statements are valid SQL for both SQLite and PostgreSQL. Tests: database_test.cc.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"

namespace soci {
class session;
}

namespace gatehouse::store {

// [N] contains the statements that upgrade version N to N + 1.
[[nodiscard]] std::span<const std::span<const std::string_view>> Migrations();

// Upgrades the tables to the last version, in the caller's transaction. An Error if they have a later version.
// Throws SOCI's exceptions.
[[nodiscard]] base::Result<> Migrate(soci::session& sql);

}  // namespace gatehouse::store
