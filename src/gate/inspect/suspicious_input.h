// Input that looks like an attack (row C14): very long, very many lines, or script where data belongs. Nothing is
// refused for it here: it is told in the event log, and the control daemon's rules say what follows. Shown by
// suspicious_input_test.cc.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxPlainCharacters = 10'000;
inline constexpr size_t kMaxPlainLineBreaks = 100;

// What is suspicious about one text, in words ("over 100 line breaks in the query"); empty if nothing is. They are
// static.
[[nodiscard]] std::string_view SuspiciousInQuery(std::string_view query);      // percent-encoded, without the '?'
[[nodiscard]] std::string_view SuspiciousInBody(const json::Value& document);  // any text in it, names too

}  // namespace gatehouse::gate
