// Input that looks like an attack (row C14): very long, very many lines, or script where data belongs. It is not
// refused but reported in the event log; the rules of the control daemon decide what follows. Shown by
// suspicious_input_test.cc.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxPlainCharacters = 10'000;
inline constexpr size_t kMaxPlainLineBreaks = 100;

// Describes what is suspicious about a text ("over 100 line breaks in the query"); empty if nothing is. The result is
// static.
[[nodiscard]] std::string_view SuspiciousInQuery(std::string_view query);      // percent-encoded, without the '?'
[[nodiscard]] std::string_view SuspiciousInBody(const json::Value& document);  // any string in it, including names

}  // namespace gatehouse::gate
