// The method that a service makes of a POST with `_method` in its query or its form: Rails, Laravel, Symfony and
// Express do, others take it for an argument like any other. So such a request must be allowed by both readings. Shown
// by method_override_test.cc, tests/attacks/test_spelled_otherwise.py.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "gate/pipeline.h"
#include "gate/query.h"

namespace gatehouse::gate {

inline constexpr std::string_view kMethodArgument = "_method";

// What the value of `_method` (decoded) means. Sets exchange.becomes where another route holds then, and the two differ
// in nothing but who may pass. kMethodNotAllowed where no route takes that method, where the routes differ in more, or
// where it is named twice: services differ in which one they read.
[[nodiscard]] Decision JudgeMethodArgument(
    const Guard& guard, Exchange& exchange,
    const std::expected<std::optional<std::string>, QueryArgumentRepeated>& argument);

// Whether a form may hold a `_method` that matters here.
[[nodiscard]] bool FormMayChangeMethod(const Guard& guard, const Exchange& exchange);

}  // namespace gatehouse::gate
