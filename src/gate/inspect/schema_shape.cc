#include "gate/inspect/schema_shape.h"

#include <algorithm>
#include <cstdint>

namespace gatehouse::gate {
namespace {

using Json = nlohmann::json;

enum class Shape : uint8_t { kNumber, kPositive, kCount, kList, kMap, kNames, kBoolean };
struct Expectation {
  const char* keyword;
  Shape shape;
};
constexpr Expectation kExpectations[] = {
    {"allOf", Shape::kList},
    {"anyOf", Shape::kList},
    {"definitions", Shape::kMap},
    {"dependencies", Shape::kMap},
    {"exclusiveMaximum", Shape::kNumber},
    {"exclusiveMinimum", Shape::kNumber},
    {"maxItems", Shape::kCount},
    {"maxLength", Shape::kCount},
    {"maxProperties", Shape::kCount},
    {"maximum", Shape::kNumber},
    {"minItems", Shape::kCount},
    {"minLength", Shape::kCount},
    {"minProperties", Shape::kCount},
    {"minimum", Shape::kNumber},
    {"multipleOf", Shape::kPositive},
    {"oneOf", Shape::kList},
    {"patternProperties", Shape::kMap},
    {"properties", Shape::kMap},
    {"required", Shape::kNames},
    {"uniqueItems", Shape::kBoolean},
};

// What is wrong with a value that should have that shape; empty if nothing is.
std::string_view Flaw(const Json& value, Shape shape) {
  const auto is_name = [](const Json& name) { return name.is_string() && !name.get<std::string>().contains('\0'); };
  switch (shape) {
    case Shape::kNumber:
      return value.is_number() ? "" : "must be a number";
    case Shape::kPositive:
      return value.is_number() && value.get<double>() > 0 ? "" : "must be a number above 0";
    case Shape::kCount:
      return value.is_number_integer() && value.get<int64_t>() >= 0 ? "" : "must be an integer of at least 0";
    case Shape::kList:
      return value.is_array() && !value.empty() ? "" : "must be a list of at least one schema";
    case Shape::kMap:
      return value.is_object() ? "" : "must be an object";
    case Shape::kNames:
      return value.is_array() && std::ranges::all_of(value, is_name) ? "" : "must be a list of names without a NUL";
    case Shape::kBoolean:
      return value.is_boolean() ? "" : "must be true or false";
  }
  return "";
}

}  // namespace

base::Result<> CheckShapes(const Json& schema, const std::string& pointer) {
  for (const auto& [keyword, shape] : kExpectations) {
    const auto found = schema.find(keyword);
    if (found == schema.end()) continue;
    if (const auto flaw = Flaw(*found, shape); !flaw.empty()) {
      return base::Fail(std::string(flaw), PointerInto(pointer, keyword));
    }
  }
  return {};
}

std::string PointerInto(std::string_view pointer, std::string_view token) {
  std::string longer(pointer);
  longer += '/';
  for (const char c : token) {
    if (c == '~') {
      longer += "~0";
    } else if (c == '/') {
      longer += "~1";
    } else {
      longer += c;
    }
  }
  return longer;
}

}  // namespace gatehouse::gate
