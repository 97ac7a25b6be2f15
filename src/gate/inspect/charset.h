// What the charset of a Content-Type says about a body that the gate reads as UTF-8. Tests: charset_test.cc.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::gate {

enum class Charset : uint8_t {
  kUtf8,
  kExtendsAscii,  // ASCII itself, or one byte per character: reads ASCII, and only that, as UTF-8 does
  kOther,         // bytes of ASCII may mean something else (UTF-7, UTF-16, EBCDIC), or the name is unknown
};

// The name in any case, without quotes.
[[nodiscard]] Charset CharsetNamed(std::string_view name);

}  // namespace gatehouse::gate
