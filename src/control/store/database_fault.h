// What a database driver throws, as an Error that a person can act on. Nothing of a statement's values is in it, nor a
// password. Between the store's own sources. Shown by database_test.cc.
#pragma once

#include <exception>
#include <string>

#include "base/error.h"

namespace gatehouse::store {

struct DatabaseFault {
  base::Error error;
  bool again = false;       // another transaction was in the way: the same work may well succeed now
  bool connection = false;  // the connection is gone
};

// `where` names the database without any secret.
// Of PostgreSQL, while connecting. libpq's own words are not repeated: about a URL that it can't read they hold all of
// it.
[[nodiscard]] base::Error ConnectionFaultOf(const std::exception& thrown, const std::string& where);
[[nodiscard]] DatabaseFault FaultOf(const std::exception& thrown, const std::string& where);

}  // namespace gatehouse::store
