// An SQLite file before anything is asked of it: where it is, who may read it, whether it is whole. Between the store's
// own sources. Shown by database_test.cc.
#pragma once

#include <chrono>
#include <string>

#include "base/error.h"

namespace soci {
class session;
}

namespace gatehouse::store {

// How long a transaction waits for another program's.
inline constexpr std::chrono::milliseconds kSqliteBusyTimeout{2'000};

// The file is there, regular, and nobody else's to read; where there is none it is made, empty, with mode 0600.
[[nodiscard]] base::Result<> PrepareSqliteFile(const std::string& path);
// Settings that hold for one connection: foreign keys, WAL, synchronous=FULL, the busy timeout. Throws what SOCI
// throws.
void PrepareSqliteConnection(soci::session& sql);
// PRAGMA integrity_check and foreign_key_check. Throws what SOCI throws.
[[nodiscard]] base::Result<> CheckSqliteIntegrity(soci::session& sql, const std::string& path);

}  // namespace gatehouse::store
