// JSON Schema, draft 7 (row A11), compiled once with the policy. References stay inside the schema document; `format`
// is an annotation, as the draft lets it be: what must hold is said by a `pattern`. Shown by schema_test.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace gatehouse::gate {

// Of a member name, where the schema has `patternProperties`: their patterns are matched by backtracking.
inline constexpr size_t kMaxPatternName = 256;

class Schema {
 public:
  // Error.where is a JSON pointer into the schema. Patterns are bounded and have no back-references (pattern.h); a
  // reference that leaves the document, and one that leads back to itself on the same place, is an error.
  [[nodiscard]] static base::Result<Schema> Compile(std::string_view text);

  // Empty if the body fits; else the JSON pointer of the first place that doesn't. A string longer than
  // kMaxPatternInput where a pattern would have to read it does not fit, whatever stands around the pattern, `not`
  // included.
  [[nodiscard]] std::optional<std::string> Mismatch(const json::Value& body) const;

 private:
  Schema() = default;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace gatehouse::gate
