// The numbers of JSON text (RFC 8259 §6): their kind, their value, and the length that Python would write.
// Shown by json_number_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/json.h"

namespace gatehouse::json {

// kInteger, kUnsigned or kDouble; empty if the text is not a number, or is a number beyond the largest double.
[[nodiscard]] std::optional<Kind> NumberKind(std::string_view text);

// The value of a text that has a NumberKind. A number too small for a double is 0.
[[nodiscard]] double NumberValue(std::string_view text);

// Length of such a number after Python's json.loads and json.dumps: integers unchanged, doubles as repr() writes
// them.
[[nodiscard]] size_t DumpedNumberSize(std::string_view text);

}  // namespace gatehouse::json
