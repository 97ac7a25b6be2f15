// The numbers of JSON text (RFC 8259 §6): what they are, what they are worth, and how long Python would write them.
// Shown by json_number_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/json.h"

namespace gatehouse::json {

// kInteger, kUnsigned or kDouble; empty if the text is not a number, or one beyond the largest double.
[[nodiscard]] std::optional<Kind> NumberKind(std::string_view text);

// Of a text that has a NumberKind. What is too small for a double is 0.
[[nodiscard]] double NumberValue(std::string_view text);

// Length of such a number after Python's json.loads and json.dumps: integers as they are, doubles as repr() writes
// them.
[[nodiscard]] size_t DumpedNumberSize(std::string_view text);

}  // namespace gatehouse::json
