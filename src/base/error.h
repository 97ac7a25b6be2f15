// What went wrong, where, and what to do about it: the one error type of every room. A refused request is not an Error,
// it is a gate::Decision.
#pragma once

#include <expected>
#include <string>

namespace gatehouse::base {

struct Error {
  std::string what;   // one sentence without a full stop; never a secret, a token or a key
  std::string where;  // "gatehouse.yaml:12:7", a path, a field; empty where there is no place
  std::string fix;    // what the reader should do; empty where nothing can be said

  // "where: what (fix)", leaving out what is empty.
  [[nodiscard]] std::string Text() const;

  friend bool operator==(const Error&, const Error&) = default;
};

template <typename T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> Fail(std::string what, std::string where = {}, std::string fix = {}) {
  return std::unexpected(Error{std::move(what), std::move(where), std::move(fix)});
}

}  // namespace gatehouse::base
