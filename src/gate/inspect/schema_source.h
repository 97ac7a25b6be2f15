// A JSON Schema document (draft 7) made ready for valijson, which takes references only as pointers into the document,
// would read patterns with a matcher that can be made to explode, and follows a schema into itself for ever. Everything
// that cannot be made ready is an error with its place. Shown by schema_test.cc.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace gatehouse::gate {

// What the keywords that valijson is not trusted with are called in the prepared document.
inline constexpr const char* kPatternKeyword = "gatehouse:pattern";
inline constexpr const char* kMultipleOfKeyword = "gatehouse:multipleOf";
inline constexpr const char* kUniqueItemsKeyword = "gatehouse:uniqueItems";

// Stands in every schema of the prepared document, so that each judgement of a value can be counted.
inline constexpr const char* kStepKeyword = "gatehouse:step";

// In the prepared document every schema that is referred to stands in here, and a reference in its place.
inline constexpr const char* kShelf = "gatehouse:schemas";

// Where a keyword's value holds schemas (JSON Schema draft 7, §6 and §9), and whether they judge the same place of the
// body as the schema around them.
enum class Holds : uint8_t { kOne, kOneOrList, kList, kMap };
struct Applicator {
  const char* keyword;
  Holds holds;
  bool in_place;
};
[[nodiscard]] std::span<const Applicator> Applicators();

struct SchemaSource {
  nlohmann::json root;
  std::vector<std::string> shelf;  // where each schema of kShelf stood, as JSON pointers, by its number there
  size_t schemas = 0;              // that stand in it
  bool has_pattern_properties = false;
};

// Error.where is a JSON pointer into the schema.
[[nodiscard]] base::Result<SchemaSource> PrepareSchema(std::string_view text);

// A value as nlohmann-json holds it. Numbers without a fraction become integers where a double holds them exactly, for
// draft 6 and later count 1.0 among the integers; those beyond a signed 64-bit integer become doubles.
[[nodiscard]] nlohmann::json ToNlohmann(const json::Value& value);

}  // namespace gatehouse::gate
