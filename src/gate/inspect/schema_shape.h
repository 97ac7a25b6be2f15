// What the values of JSON Schema's keywords must look like, where valijson would guess or divide by zero; and the
// places that errors name. Shown by schema_test.cc.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::gate {

// Judges the keywords that stand in the schema itself, not those in the schemas that it holds. Error.where starts with
// `pointer`.
[[nodiscard]] base::Result<> CheckShapes(const nlohmann::json& schema, const std::string& pointer);

// `pointer` (RFC 6901) extended by one token.
[[nodiscard]] std::string PointerInto(std::string_view pointer, std::string_view token);

}  // namespace gatehouse::gate
