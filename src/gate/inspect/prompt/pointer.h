// JSON pointers (RFC 6901) to the texts of a body. Beyond the RFC, a * is each element of a list: "/personas/*/text".
// Shown by pointer_test.cc.
#pragma once

#include <functional>
#include <string_view>

#include "base/json.h"

namespace gatehouse::prompt {

// Whether the text is a JSON pointer that leads somewhere: "/prompt", "/a/0/b~1c".
[[nodiscard]] bool IsPointer(std::string_view text);

// Whether the pointer's first part is this name.
[[nodiscard]] bool BeginsWith(std::string_view pointer, std::string_view name);

enum class Missing : uint8_t { kAllowed, kRefused };

// Calls `visit` with each value that the pointer leads to. False if `visit` returned false, or if a value is missing
// and may not be. A member whose name differs only in case is no missing one: some services would read it.
[[nodiscard]] bool VisitPointer(const json::Value& root, std::string_view pointer, Missing missing,
                                const std::function<bool(const json::Value&)>& visit);

}  // namespace gatehouse::prompt
