// UTF-16 to UTF-8, for files saved by some Windows editors. Shown by repair_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::dotenv {

// Empty if the bytes are not valid UTF-16: an odd number of bytes, half a surrogate pair.
[[nodiscard]] std::optional<std::string> FromUtf16(std::string_view bytes, bool big_endian);

}  // namespace gatehouse::dotenv
