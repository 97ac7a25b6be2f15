// JSON Schema, draft 7 (row A11), compiled once with the policy. References must stay inside the schema document;
// `format` is only an annotation, as the draft allows: use `pattern` to enforce a form. Shown by schema_test.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace gatehouse::gate {

// The longest member name if the schema has `patternProperties`: their patterns are matched by backtracking.
inline constexpr size_t kMaxPatternName = 256;

inline constexpr size_t kFewestSteps = 10'000;
inline constexpr size_t kMostSteps = 1'000'000;  // about half a second

class Schema {
 public:
  // Error.where is a JSON pointer into the schema. Patterns are bounded, without back-references (pattern.h). An Error
  // also for a reference that leaves the document, or that leads back to itself for the same value.
  [[nodiscard]] static base::Result<Schema> Compile(std::string_view text);

  // Empty if the body is valid; else the JSON pointer of the first invalid value. A string longer than
  // kMaxPatternInput that a pattern would have to match is invalid, whatever surrounds the pattern, even
  // `not`.
  //
  // Validation takes at most Steps(body) steps: a schema that evaluates one value repeatedly (oneOf inside
  // oneOf, through references) could otherwise take unlimited time. Beyond that the body is invalid, and
  // `over_budget`, which may be null, is set to true.
  [[nodiscard]] std::optional<std::string> Mismatch(const json::Value& body, bool* over_budget = nullptr) const;
  // The step limit for a body: four evaluations of each value by each schema of the document, plus a constant; at most
  // kMostSteps, or sixteen steps per value if a large body needs more.
  [[nodiscard]] size_t Steps(const json::Value& body) const;

  // Whether some bodies of ordinary size would exceed the step limit: the JSON pointer of a schema that evaluates the
  // content of a value more than once and refers back to itself, so that each level of the body multiplies the steps
  // (schema_branches.h). Slow; for `gatehouse check`.
  [[nodiscard]] std::optional<std::string> RecursiveBranch() const;

 private:
  Schema() = default;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace gatehouse::gate
