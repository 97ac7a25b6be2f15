#include "control/store/sqlite_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.h"
#include "control/store/soci.h"

namespace gatehouse::store {
namespace {

constexpr mode_t kOthers = 077;

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

base::Result<> Make(const std::string& path) {
  const base::Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.open() || errno == EEXIST) return {};
  return base::SystemFail("Cannot be made", path, "make its folder writable for the user that the daemon runs as");
}

}  // namespace

base::Result<> PrepareSqliteFile(const std::string& path) {
  if (!path.starts_with('/')) return base::Fail("Not an absolute path", "sqlite:" + path, "write sqlite:/path");
  // SOCI would read the text before '=' as the name of a setting.
  if (path.contains('=')) return base::Fail("Contains a '='", "sqlite:" + path, "give the file another name");
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) {
    if (stat(FolderOf(path).c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
      return base::Fail("Does not exist", FolderOf(path), "make this folder, or name another in control.database");
    }
    return Make(path);
  }
  // The file is not opened here: closing a descriptor would release this process's locks on the file.
  if (!S_ISREG(found.st_mode)) return base::Fail("Not a regular file", path, "name another in control.database");
  if ((found.st_mode & kOthers) != 0) return base::Fail("Others can read it", path, "chmod 600 it");
  if (faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK, AT_EACCESS) != 0) {
    return base::SystemFail("Cannot be written", path, "make it writable for the user that the daemon runs as");
  }
  return {};
}

void PrepareSqliteConnection(soci::session& sql) {
  // A static_cast, because SOCI does not export the class's type information; the session is known to be SQLite.
  auto* backend = static_cast<soci::sqlite3_session_backend*>(sql.get_backend());
  sqlite_api::sqlite3_busy_timeout(backend->conn_, static_cast<int>(kSqliteBusyTimeout.count()));
  std::string answer;
  sql << "PRAGMA journal_mode = WAL", soci::into(answer);
  sql << "PRAGMA synchronous = FULL";
  sql << "PRAGMA foreign_keys = ON";
  sql << "PRAGMA trusted_schema = OFF";
}

base::Result<> CheckSqliteIntegrity(soci::session& sql, const std::string& path) {
  const auto damaged = [&](const std::string& how) {
    return base::Fail("The database is damaged: " + how, path, "restore it from a backup");
  };
  std::string verdict;
  sql << "PRAGMA integrity_check(1)", soci::into(verdict);
  if (verdict != "ok") return damaged("the integrity check fails");
  std::string table;
  sql << "PRAGMA foreign_key_check", soci::into(table);
  if (sql.got_data()) return damaged("a row of " + table + " belongs to none");
  return {};
}

}  // namespace gatehouse::store
