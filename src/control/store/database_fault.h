// Converts exceptions of a database driver to Errors that a person can act on. They contain no values of statements and
// no password. Only for the store's own sources. Tests: database_test.cc.
#pragma once

#include <exception>
#include <string>

#include "base/error.h"

namespace gatehouse::store {

struct DatabaseFault {
  base::Error error;
  bool again = false;       // conflict with another transaction: the same work may succeed now
  bool connection = false;  // the connection is lost
};

// `where`: the database's name, without secrets.
// For PostgreSQL, while connecting. libpq's message is not repeated: for an invalid URL it contains the whole
// URL.
[[nodiscard]] base::Error ConnectionFaultOf(const std::exception& thrown, const std::string& where);
[[nodiscard]] DatabaseFault FaultOf(const std::exception& thrown, const std::string& where);

}  // namespace gatehouse::store
