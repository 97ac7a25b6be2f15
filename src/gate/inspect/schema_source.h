// Prepares a JSON Schema document (draft 7) for valijson, which accepts references only as pointers into the document,
// matches patterns with an engine that can take exponential time, and follows recursive references endlessly. Anything
// that cannot be prepared is an Error with its place. Shown by schema_test.cc.
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

// Names in the prepared document for the keywords that valijson must not evaluate itself.
inline constexpr const char* kPatternKeyword = "gatehouse:pattern";
inline constexpr const char* kMultipleOfKeyword = "gatehouse:multipleOf";
inline constexpr const char* kUniqueItemsKeyword = "gatehouse:uniqueItems";

// Added to every schema of the prepared document, to count each evaluation of a value.
inline constexpr const char* kStepKeyword = "gatehouse:step";

// Holds every referenced schema of the prepared document; a reference to it replaces the original.
inline constexpr const char* kShelf = "gatehouse:schemas";

// How a keyword's value contains sub-schemas (JSON Schema draft 7, §6 and §9), and whether they judge the same
// value of the body as the schema around them.
enum class Holds : uint8_t { kOne, kOneOrList, kList, kMap };
struct Applicator {
  const char* keyword;
  Holds holds;
  bool in_place;
};
[[nodiscard]] std::span<const Applicator> Applicators();

struct SchemaSource {
  nlohmann::json root;
  std::vector<std::string> shelf;  // the original place of each schema in kShelf, as JSON pointers, by its number
  size_t schemas = 0;              // number of schemas in the document
  bool has_pattern_properties = false;
};

// Error.where is a JSON pointer into the schema.
[[nodiscard]] base::Result<SchemaSource> PrepareSchema(std::string_view text);

// The value as nlohmann-json. Numbers without a fraction become integers if a double holds them exactly, because
// draft 6 and later count 1.0 as an integer; integers beyond signed 64 bits become doubles.
[[nodiscard]] nlohmann::json ToNlohmann(const json::Value& value);

}  // namespace gatehouse::gate
