// The daemon's database: SQLite, or PostgreSQL by URL, through SOCI; the same statements on both. Bound parameters only
// (row B7). The functions for the tables have a file per noun: droplets, keys, users, sessions. Tests:
// database_test.cc on both real databases.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

inline constexpr int kSchemaVersion = 6;

class Database {
 public:
  // "sqlite:/path" (created with mode 0600 if missing; WAL, foreign keys, synchronous=FULL, integrity checked) or
  // "postgresql://…". Upgrades an older schema to kSchemaVersion in one transaction. Returns an Error for a newer one,
  // and for a database that is missing, locked, read-only, full or damaged; it never contains the URL's password.
  [[nodiscard]] static base::Result<std::unique_ptr<Database>> Open(const std::string& url, int connections = 8);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work` in one transaction on its own connection, and returns its result: a T, a base::Result<T>, or
  // nothing. The transaction is committed (durably), or rolled back if `work` returns an Error or throws.
  // After a serialisation conflict or if the database is busy, it calls `work` again, a few times: `work` must have no
  // other output than its result. Thread-safe.
  template <typename Work>
  [[nodiscard]] auto Write(const Work& work) {
    return Returned(work, [this](const Steps& steps) { return RunWrite(steps); });
  }
  template <typename Work>
  [[nodiscard]] auto Read(const Work& work) {
    return Returned(work, [this](const Steps& steps) { return RunRead(steps); });
  }
  // "sqlite" or "postgresql".
  [[nodiscard]] std::string_view kind() const;

 private:
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);

  using Steps = std::function<base::Result<>(Transaction&)>;
  [[nodiscard]] base::Result<> RunWrite(const Steps& steps);
  [[nodiscard]] base::Result<> RunRead(const Steps& steps);

  // The return type of a piece of work, as a Result.
  template <typename Value>
  struct AsResult {
    using Type = base::Result<Value>;
  };
  template <typename Value>
  struct AsResult<base::Result<Value>> {
    using Type = base::Result<Value>;
  };
  // Returns the value of the last call; values of calls that were not committed are dropped.
  template <typename Work, typename Run>
  static auto Returned(const Work& work, const Run& run) {
    using Given = std::invoke_result_t<const Work&, Transaction&>;
    using Wanted = typename AsResult<Given>::Type;
    if constexpr (std::is_void_v<Given>) {
      return run([&](Transaction& transaction) -> base::Result<> {
        work(transaction);
        return {};
      });
    } else if constexpr (std::is_same_v<Wanted, base::Result<>>) {
      return run(work);
    } else {
      std::optional<Wanted> given;
      const base::Result<> done = run([&](Transaction& transaction) -> base::Result<> {
        given.emplace(work(transaction));
        if (!*given) return std::unexpected(given->error());
        return {};
      });
      return done ? *std::move(given) : Wanted(std::unexpected(done.error()));
    }
  }
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::store
