#include "control/store/database.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "control/store/database_fault.h"
#include "control/store/database_url.h"
#include "control/store/migrations.h"
#include "control/store/soci.h"
#include "control/store/sqlite_file.h"

namespace gatehouse::store {
namespace {

constexpr int kTries = 16;  // of one transaction that conflicts with others: about two seconds in total
constexpr std::chrono::milliseconds kFirstPause{2};
constexpr std::chrono::milliseconds kLongestPause{256};
constexpr int kMaxConnections = 64;
// An arbitrary number that no other program is likely to use for its advisory lock.
constexpr const char* kMigrationLock = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7017280452245743464)) AS held";

enum class Access : uint8_t { kRead, kWrite };

// [PostgreSQL?][write?]. IMMEDIATE: else a transaction that reads first could fail at its first write, and would
// have to start again.
constexpr const char* kBegin[2][2] = {
    {"BEGIN", "BEGIN IMMEDIATE"},
    {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "BEGIN ISOLATION LEVEL SERIALIZABLE"},
};

// A random time of at least half of `most`, so that conflicting transactions do not collide again.
std::chrono::microseconds SomeOf(std::chrono::microseconds most) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  return std::chrono::microseconds(std::uniform_int_distribution<int64_t>(most.count() / 2, most.count())(random));
}

void PreparePostgresConnection(soci::session& sql) {
  // A commit is an acknowledgement: it must wait for the disk, whatever the server's own setting is.
  sql << "SET synchronous_commit = on";
  sql << "SET statement_timeout = '15s'";
  sql << "SET lock_timeout = '5s'";
  sql << "SET idle_in_transaction_session_timeout = '30s'";
  sql << "SET client_min_messages = error";
}

}  // namespace

struct Database::Impl {
  explicit Impl(DatabaseUrl where) : url(std::move(where)) {}

  base::Result<> Connect(soci::session& sql) const {
    try {
      if (url.postgresql) {
        sql.open(soci::postgresql, url.target);
        PreparePostgresConnection(sql);
      } else {
        sql.open(soci::sqlite3, url.target);
        PrepareSqliteConnection(sql);
      }
      return {};
    } catch (const std::exception& thrown) {
      sql.close();
      return std::unexpected(url.postgresql ? ConnectionFaultOf(thrown, url.shown) : FaultOf(thrown, url.shown).error);
    }
  }

  // Holds one connection while this object exists.
  class Lease {
   public:
    explicit Lease(Impl& impl) : impl_(impl) {
      std::unique_lock lock(impl_.mutex);
      impl_.returned.wait(lock, [&] { return !impl_.idle.empty(); });
      session_ = std::move(impl_.idle.back());
      impl_.idle.pop_back();
    }
    ~Lease() {
      {
        const std::lock_guard lock(impl_.mutex);
        impl_.idle.push_back(std::move(session_));
      }
      impl_.returned.notify_one();
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    soci::session& session() { return *session_; }

   private:
    Impl& impl_;
    std::unique_ptr<soci::session> session_;
  };

  struct Attempt {
    base::Result<> result;
    bool again = false;
  };

  Attempt Try(soci::session& sql, Access access, const Steps& steps) const {
    bool committing = false;
    try {
      if (!Connected(sql)) {
        if (auto connected = Connect(sql); !connected) return {.result = std::move(connected)};
      }
      sql << kBegin[url.postgresql ? 1 : 0][access == Access::kWrite ? 1 : 0];
      Transaction transaction(sql);
      auto result = steps(transaction);
      if (!result) {
        sql << "ROLLBACK";
        return {.result = std::move(result)};
      }
      committing = true;
      sql << "COMMIT";
      return {};
    } catch (const std::exception& thrown) {
      const DatabaseFault fault = FaultOf(thrown, url.shown);
      Abandon(sql, fault.connection);
      // If the connection broke before COMMIT was sent, nothing is committed; after it, the outcome is unknown.
      return {.result = std::unexpected(fault.error), .again = fault.again || (fault.connection && !committing)};
    }
  }

  static bool Connected(const soci::session& sql) { return const_cast<soci::session&>(sql).get_backend() != nullptr; }

  // Runs a cleanup step and ignores its errors: the transaction's own error is known already.
  template <typename Step>
  static bool Succeeds(const Step& step) {
    try {
      step();
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  // If ROLLBACK fails as well (SQLite may have rolled back by itself), the connection is replaced.
  static void Abandon(soci::session& sql, bool gone) {
    if (!gone && Succeeds([&] { sql << "ROLLBACK"; })) return;
    static_cast<void>(Succeeds([&] { sql.close(); }));
  }

  base::Result<> Run(Access access, const Steps& steps) {
    // SQLite allows only one writer at a time: writers wait for this mutex instead of polling for the lock.
    std::optional<std::lock_guard<std::mutex>> turn;
    if (access == Access::kWrite && !url.postgresql) turn.emplace(writer);
    Lease lease(*this);
    std::chrono::milliseconds pause = kFirstPause;
    for (int attempt = 1;; ++attempt) {
      Attempt done = Try(lease.session(), access, steps);
      if (done.result || !done.again || attempt == kTries) return std::move(done.result);
      std::this_thread::sleep_for(SomeOf(pause));
      pause = std::min(pause * 2, kLongestPause);
    }
  }

  DatabaseUrl url;
  std::mutex writer;
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<std::unique_ptr<soci::session>> idle;
};

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

base::Result<std::unique_ptr<Database>> Database::Open(const std::string& url, int connections) {
  auto parsed = ParseDatabaseUrl(url);
  if (!parsed) return std::unexpected(parsed.error());
  if (!parsed->postgresql) {
    if (auto prepared = PrepareSqliteFile(parsed->target); !prepared) return std::unexpected(prepared.error());
  }
  auto impl = std::make_unique<Impl>(*std::move(parsed));
  for (int i = 0; i < std::clamp(connections, 1, kMaxConnections); ++i) {
    impl->idle.push_back(std::make_unique<soci::session>());
  }
  // Opens only the first connection at first, so that an error of the database is reported once.
  soci::session& first = *impl->idle.back();
  if (auto connected = impl->Connect(first); !connected) return std::unexpected(connected.error());
  const auto prepared = impl->Run(Access::kWrite, [&](Transaction& transaction) -> base::Result<> {
    soci::session& sql = transaction.session();
    if (impl->url.postgresql) {
      int held = 0;
      sql << kMigrationLock, soci::into(held);
    } else if (auto whole = CheckSqliteIntegrity(sql, impl->url.shown); !whole) {
      return whole;
    }
    auto migrated = Migrate(sql);
    if (!migrated) migrated.error().where = impl->url.shown;
    return migrated;
  });
  if (!prepared) return std::unexpected(prepared.error());
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

base::Result<> Database::RunWrite(const Steps& steps) { return impl_->Run(Access::kWrite, steps); }
base::Result<> Database::RunRead(const Steps& steps) { return impl_->Run(Access::kRead, steps); }
std::string_view Database::kind() const { return impl_->url.postgresql ? "postgresql" : "sqlite"; }

}  // namespace gatehouse::store
