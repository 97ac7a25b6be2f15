#include "control/store/store_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <utility>

#include "base/descriptor.h"
#include "control/store/database_fault.h"
#include "control/store/database_url.h"
#include "control/store/soci.h"

namespace gatehouse::store {
namespace {

// An arbitrary number that no other program is likely to use; it differs from the lock of migrations.
constexpr const char* kTryLock = "SELECT CASE WHEN pg_try_advisory_lock(7017280452245743465) THEN 1 ELSE 0 END";

std::unexpected<base::Error> Taken(const std::string& shown) {
  return base::Fail("Another control daemon uses this database", shown, "stop it, or give this one its own database");
}

}  // namespace

struct StoreLock::Impl {
  base::Descriptor file;  // SQLite: a lock file next to the database
  soci::session sql;      // PostgreSQL: the lock ends with this connection
};

StoreLock::StoreLock(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StoreLock::~StoreLock() = default;
StoreLock::StoreLock(StoreLock&&) noexcept = default;
StoreLock& StoreLock::operator=(StoreLock&&) noexcept = default;

base::Result<StoreLock> StoreLock::Take(const std::string& url) {
  const auto where = ParseDatabaseUrl(url);
  if (!where) return std::unexpected(where.error());
  auto impl = std::make_unique<Impl>();
  if (!where->postgresql) {
    const std::string path = where->target + ".lock";
    impl->file = base::Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!impl->file.open()) return base::SystemFail("Cannot be opened", path);
    if (::flock(impl->file.get(), LOCK_EX | LOCK_NB) != 0) return Taken(where->shown);
    return StoreLock(std::move(impl));
  }
  try {
    impl->sql.open(soci::postgresql, where->target);
    int got = 0;
    impl->sql << kTryLock, soci::into(got);
    if (got == 0) return Taken(where->shown);
  } catch (const std::exception& thrown) {
    return std::unexpected(ConnectionFaultOf(thrown, where->shown));
  }
  return StoreLock(std::move(impl));
}

}  // namespace gatehouse::store
