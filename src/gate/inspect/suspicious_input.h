// Input that looks like an attack (row C14): very long, very many lines, or script where data belongs. It is not
// refused but reported in the event log; the rules of the control daemon decide what follows. Shown by
// suspicious_input_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/json.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxPlainCharacters = 10'000;
inline constexpr size_t kMaxPlainLineBreaks = 100;

// Describes what is suspicious about a text ("over 100 line breaks in the query"); empty if nothing is. The result is
// static.
[[nodiscard]] std::string_view SuspiciousInText(std::string_view text);    // one of the body
[[nodiscard]] std::string_view SuspiciousInQuery(std::string_view query);  // percent-encoded, without the '?'

// In a UDC message the size of the payload has a bound of its own (row B6), so neither length nor lines are suspicious.
enum class LengthRule : uint8_t { kCounts, kHasItsOwnBound };
[[nodiscard]] std::string_view SuspiciousInBody(const json::Value& document,
                                                LengthRule length);  // in any string or name

}  // namespace gatehouse::gate
