#include "control/store/database_fault.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "control/store/soci.h"

namespace gatehouse::store {
namespace {

constexpr int kPrimaryCode = 0xff;  // the last byte of SQLite's extended codes is the primary code

struct SqliteFault {
  int code;
  const char* what;
  const char* fix;
};
constexpr std::array kSqliteFaults = {
    SqliteFault{SQLITE_BUSY, "is locked by another program", "stop the other program that has the database open"},
    SqliteFault{SQLITE_LOCKED, "is locked by another program", "stop the other program that has the database open"},
    SqliteFault{SQLITE_READONLY, "cannot be written",
                "make the file and its folder writable for the user that the daemon runs as"},
    SqliteFault{SQLITE_PERM, "cannot be opened",
                "make the file and its folder writable for the user that the daemon runs as"},
    SqliteFault{SQLITE_CANTOPEN, "cannot be opened",
                "make the file and its folder writable for the user that the daemon runs as"},
    SqliteFault{SQLITE_FULL, "cannot be written: the disk is full", "free some space; no change was stored in part"},
    SqliteFault{SQLITE_IOERR, "cannot be read or written: the disk is failing, or full",
                "check the disk; no change was stored in part"},
    SqliteFault{SQLITE_CORRUPT, "is damaged", "restore it from a backup"},
    SqliteFault{SQLITE_NOTADB, "is not an SQLite database", "name another file, or move this one away"},
    SqliteFault{SQLITE_CONSTRAINT, "refused data that violates its constraints", ""},
};

DatabaseFault OfSqlite(const soci::sqlite3_soci_error& thrown, const std::string& where) {
  const int code = thrown.result() & kPrimaryCode;
  const auto known = std::ranges::find(kSqliteFaults, code, &SqliteFault::code);
  if (known == kSqliteFaults.end()) {
    return {.error = {"failed with SQLite's code " + std::to_string(thrown.result()), where, ""}};
  }
  return {.error = {known->what, where, known->fix}};
}

// Classes of SQLSTATE (PostgreSQL's appendix A) by their first letters; the first match counts.
struct StateFault {
  std::string_view prefix;
  const char* what;
  const char* fix;
  bool again;
  bool connection;
};
constexpr std::array kStateFaults = {
    StateFault{"40001", "has a conflict with another transaction", "try again", true, false},
    StateFault{"40P01", "has a conflict with another transaction", "try again", true, false},
    StateFault{"55P03", "is locked by another program", "stop the other program that holds locks in the database", true,
               false},
    StateFault{"57014", "took too long for a statement", "check the server's load", false, false},
    StateFault{"57P", "was shut down", "start the server", false, true},
    StateFault{"08", "lost the connection", "check the server and the network", false, true},
    StateFault{"23", "refused data that violates its constraints", "", false, false},
    StateFault{"25006", "is read-only", "name the primary server, not a standby", false, false},
    StateFault{"42501", "refused us", "grant the role its rights to the tables and the schema", false, false},
    StateFault{"42P07", "contains tables of another program with the names of ours",
               "use a database, or a schema, of its own", false, false},
    StateFault{"42", "lacks a table or column that its version says it has", "restore it from a backup", false, false},
    StateFault{"53100", "cannot be written: the disk is full", "free some space; no change was stored in part", false,
               false},
    StateFault{"53", "has run out of resources", "check the server's connections and memory", false, false},
    StateFault{"XX001", "is damaged", "restore it from a backup", false, false},
    StateFault{"XX002", "is damaged", "restore it from a backup", false, false},
};

struct ConnectionFault {
  std::string_view words;  // a part of the message of libpq or the server
  const char* what;
  const char* fix;
};
constexpr std::array kConnectionFaults = {
    ConnectionFault{"authentication failed", "refuses the role or its password", "check the URL's user and password"},
    ConnectionFault{"no password supplied", "requires a password", "add one to the URL, by a reference"},
    ConnectionFault{"no pg_hba.conf entry", "refuses connections from this machine",
                    "add a line for this machine to its pg_hba.conf"},
    ConnectionFault{"does not exist", "has no such database or role", "create it, or name another"},
    ConnectionFault{"too many", "has no connection left", "raise its max_connections"},
    ConnectionFault{"could not translate host name", "is on an unknown host", "check the URL's host"},
    ConnectionFault{"timeout expired", "does not answer", "check the server and the network"},
    ConnectionFault{"SSL", "and this program have no TLS settings in common",
                    "check sslmode and the server's certificate"},
};

DatabaseFault OfPostgres(const soci::postgresql_soci_error& thrown, const std::string& where) {
  const std::string state = thrown.sqlstate();
  // Errors of libpq itself have no SQLSTATE: only a server sets one.
  const bool none = state.empty() || state[0] == ' ' || state[0] == '\0';
  if (none || thrown.get_error_category() == soci::soci_error::connection_error) {
    return {.error = {"cannot be reached", where, "check the server and the network"}, .connection = true};
  }
  for (const StateFault& fault : kStateFaults) {
    if (state.starts_with(fault.prefix)) {
      return {.error = {fault.what, where, fault.fix}, .again = fault.again, .connection = fault.connection};
    }
  }
  return {.error = {"failed with SQLSTATE " + state, where, "check the server's log"}};
}

}  // namespace

base::Error ConnectionFaultOf(const std::exception& thrown, const std::string& where) {
  const auto* soci = dynamic_cast<const soci::soci_error*>(&thrown);
  const std::string words = soci != nullptr ? soci->get_error_message() : "";
  const auto known = std::ranges::find_if(kConnectionFaults,
                                          [&](const ConnectionFault& fault) { return words.contains(fault.words); });
  if (known != kConnectionFaults.end()) return {known->what, where, known->fix};
  return {"cannot be reached", where, "check the server and the network"};
}

DatabaseFault FaultOf(const std::exception& thrown, const std::string& where) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown)) return OfSqlite(*sqlite, where);
  if (const auto* postgres = dynamic_cast<const soci::postgresql_soci_error*>(&thrown)) {
    return OfPostgres(*postgres, where);
  }
  if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr) return {.error = {"has no memory left", where, ""}};
  return {.error = {"contains unexpected data", where, "restore it from a backup"}};
}

}  // namespace gatehouse::store
