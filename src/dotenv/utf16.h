// UTF-16 to UTF-8: what some editors on Windows save. Shown by repair_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::dotenv {

// Empty where it is no UTF-16: an odd number of bytes, half a pair.
[[nodiscard]] std::optional<std::string> FromUtf16(std::string_view bytes, bool big_endian);

}  // namespace gatehouse::dotenv
