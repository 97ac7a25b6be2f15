// A service's settings as its schema has them: YAML, one line per setting, with a type and what may stand in it
// (doc/settings.md). No patterns: types and lists of words only. Shown by schema_test.cc.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::settings {

inline constexpr size_t kMaxSchemaBytes = size_t{256} * 1024;

enum class Type : uint8_t { kString, kInteger, kNumber, kBoolean, kUrl, kPath, kDuration, kJson };
[[nodiscard]] std::string_view Name(Type type);  // "string"

struct Entry {
  std::string name;  // as the schema spells it; matched without case
  Type type = Type::kString;
  bool required = false;
  std::optional<std::string> fallback;  // `default`; of a secret only a reference
  std::optional<bool> secret;           // empty: the schema does not say
  std::vector<std::string> one_of;
  // Of an integer or a number its value, of a duration its seconds, of anything else its length in bytes.
  std::optional<double> min;
  std::optional<double> max;
};

struct Schema {
  std::vector<Entry> entries;  // no two whose names differ in case alone

  [[nodiscard]] const Entry* Find(std::string_view name) const;  // without case
};

// Everything that is wrong with it at once; where = "settings.yaml:3:5".
[[nodiscard]] std::expected<Schema, std::vector<base::Error>> ParseSchema(std::string_view yaml,
                                                                          const std::string& origin);

// What is wrong with a value, in words that never hold it: "is not an integer". An Error has neither place nor name.
[[nodiscard]] base::Result<> CheckValue(const Entry& entry, std::string_view value);

}  // namespace gatehouse::settings
