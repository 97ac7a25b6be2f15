// What went wrong, where, and how to fix it: the error type of all rooms. A refused request is not an Error but a
// gate::Decision.
#pragma once

#include <expected>
#include <string>

namespace gatehouse::base {

struct Error {
  std::string what;   // one sentence without a full stop; never a secret, a token or a key
  std::string where;  // "gatehouse.yaml:12:7", a path, a field; empty if there is no place
  std::string fix;    // what the reader should do; empty if nothing can be said

  // "where: what (fix)" without the empty parts.
  [[nodiscard]] std::string Text() const;

  friend bool operator==(const Error&, const Error&) = default;
};

template <typename T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> Fail(std::string what, std::string where = {}, std::string fix = {}) {
  return std::unexpected(Error{std::move(what), std::move(where), std::move(fix)});
}

}  // namespace gatehouse::base
