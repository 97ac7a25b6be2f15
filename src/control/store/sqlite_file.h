// Prepares an SQLite file before its first use: its path, permissions and integrity. Only for the store's
// own sources. Tests: database_test.cc.
#pragma once

#include <chrono>
#include <string>

#include "base/error.h"

namespace soci {
class session;
}

namespace gatehouse::store {

// How long a transaction waits for a lock of another program.
inline constexpr std::chrono::milliseconds kSqliteBusyTimeout{2'000};

// Checks that the file is regular and private; creates an empty one with mode 0600 if it is missing.
[[nodiscard]] base::Result<> PrepareSqliteFile(const std::string& path);
// Sets foreign keys, WAL, synchronous=FULL and the busy timeout for one connection. Throws SOCI's
// exceptions.
void PrepareSqliteConnection(soci::session& sql);
// Runs PRAGMA integrity_check and foreign_key_check. Throws SOCI's exceptions.
[[nodiscard]] base::Result<> CheckSqliteIntegrity(soci::session& sql, const std::string& path);

}  // namespace gatehouse::store
