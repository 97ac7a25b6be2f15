// Checks the shape of JSON Schema keyword values that valijson would guess at or divide by zero with; and builds the
// pointers that errors name. Shown by schema_test.cc.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::gate {

// Checks the keywords of this schema, not those of its sub-schemas. Error.where starts with
// `pointer`.
[[nodiscard]] base::Result<> CheckShapes(const nlohmann::json& schema, const std::string& pointer);

// `pointer` (RFC 6901) extended by one token.
[[nodiscard]] std::string PointerInto(std::string_view pointer, std::string_view token);

}  // namespace gatehouse::gate
