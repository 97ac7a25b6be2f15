// The security headers of every response, including errors (row B13). Shown by security_headers_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::gate {

struct HeaderValue {
  std::string name;
  std::string value;
};

// The six headers of row B13, in its order and with its values.
[[nodiscard]] std::span<const std::pair<std::string_view, std::string_view>> DefaultSecurityHeaders();

}  // namespace gatehouse::gate
