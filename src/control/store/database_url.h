// The parsed URL of a database, "sqlite:/path" or "postgresql://…", with a form that may be shown. Tests:
// database_url_test.cc.
#pragma once

#include <string>

#include "base/error.h"

namespace gatehouse::store {

struct DatabaseUrl {
  bool postgresql = false;
  std::string target;  // SQLite: the path; PostgreSQL: the URL for libpq, with our timeouts
  std::string shown;   // without password and parameters
};

[[nodiscard]] base::Result<DatabaseUrl> ParseDatabaseUrl(const std::string& url);

}  // namespace gatehouse::store
