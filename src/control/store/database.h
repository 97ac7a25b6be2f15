// The daemon's database: SQLite, or PostgreSQL by URL, through SOCI; the same statements on both. Bound parameters only
// (row B7). The tables' own functions stand beside it, one file a noun: droplets, keys, users, sessions. Shown by
// database_test.cc on both real databases.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace soci {
class session;
}

namespace gatehouse::store {

inline constexpr int kSchemaVersion = 4;

class Database {
 public:
  // "sqlite:/path" (made with mode 0600 where there is none; WAL, foreign keys, synchronous=FULL, integrity checked) or
  // "postgresql://…". Brings an older schema up to kSchemaVersion in one transaction; a newer one, a database that is
  // missing, locked, read-only, full or broken is an Error that says so and what to do; never with the URL's password.
  [[nodiscard]] static base::Result<std::unique_ptr<Database>> Open(const std::string& url, int connections = 8);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work` in one transaction on a connection of its own: committed (durably) if it returns no Error, rolled back
  // if it does or throws. Serialisation conflicts and a busy database are tried again a few times. From several
  // threads.
  using Work = std::function<base::Result<>(soci::session&)>;
  [[nodiscard]] base::Result<> Write(const Work& work);
  [[nodiscard]] base::Result<> Read(const Work& work);
  // "sqlite" or "postgresql".
  [[nodiscard]] std::string_view kind() const;

 private:
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::store
