// The schema of a service's settings: YAML, one line per setting, with its type and allowed values
// (doc/settings.md). No patterns: only types and lists of words. Shown by schema_test.cc.
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
  std::string name;  // as the schema spells it; matched ignoring case
  Type type = Type::kString;
  bool required = false;
  std::optional<std::string> fallback;  // `default`; for a secret it must be a reference
  std::optional<bool> secret;           // empty: not given
  std::vector<std::string> one_of;
  // Limits of an integer's or number's value, a duration's seconds, or any other value's length in bytes.
  std::optional<double> min;
  std::optional<double> max;
};

struct Schema {
  std::vector<Entry> entries;  // no two names that differ only in case

  [[nodiscard]] const Entry* Find(std::string_view name) const;  // ignoring case
};

// Reports all faults at once; where = "settings.yaml:3:5".
[[nodiscard]] std::expected<Schema, std::vector<base::Error>> ParseSchema(std::string_view yaml,
                                                                          const std::string& origin);

// What is wrong with a value, without repeating it: "is not an integer". The Error has neither place nor name.
[[nodiscard]] base::Result<> CheckValue(const Entry& entry, std::string_view value);

}  // namespace gatehouse::settings
