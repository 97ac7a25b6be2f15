// `_method` in the query or form of a POST: Rails, Laravel, Symfony and Express change the method of the request to it,
// others treat it as any other argument. Such a request must therefore be allowed in both readings. Shown
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

// Applies the decoded value of `_method`. Sets exchange.becomes if another route applies to that method and the two
// routes differ only in who is admitted. kMethodNotAllowed if no route allows that method, if routes differ in more,
// or if `_method` is repeated: services differ in which one they read.
[[nodiscard]] Decision JudgeMethodArgument(
    const Guard& guard, Exchange& exchange,
    const std::expected<std::optional<std::string>, QueryArgumentRepeated>& argument);

// Whether everything except credentials, requirements, limits and bounds of bodies is equal.
[[nodiscard]] bool DifferOnlyInWho(const Route& a, const Route& b);

// Whether a form can contain a `_method` that changes the route.
[[nodiscard]] bool FormMayChangeMethod(const Guard& guard, const Exchange& exchange);

}  // namespace gatehouse::gate
