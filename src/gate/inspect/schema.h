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

inline constexpr size_t kFewestSteps = 10'000;
inline constexpr size_t kMostSteps = 1'000'000;  // about half a second

class Schema {
 public:
  // Error.where is a JSON pointer into the schema. Patterns are bounded and have no back-references (pattern.h); a
  // reference that leaves the document, and one that leads back to itself on the same place, is an error.
  [[nodiscard]] static base::Result<Schema> Compile(std::string_view text);

  // Empty if the body fits; else the JSON pointer of the first place that doesn't. A string longer than
  // kMaxPatternInput where a pattern would have to read it does not fit, whatever stands around the pattern, `not`
  // included.
  //
  // Judging takes at most so many steps as Steps says; a schema that is asked about one value again and again (oneOf in
  // oneOf, through references) would take more than any worker has time for. Past it the body does not fit, and
  // `over_budget`, which may be null, is set.
  [[nodiscard]] std::optional<std::string> Mismatch(const json::Value& body, bool* over_budget = nullptr) const;
  // Four judgements of each value by each schema of the document, and some to begin with; bounded by kMostSteps, or by
  // sixteen for each value of a large body.
  [[nodiscard]] size_t Steps(const json::Value& body) const;

  // Whether some bodies of honest size will take too many steps: the JSON pointer of a schema that judges what lies in
  // a value more than once and leads back to itself, so that each level of the body multiplies the steps
  // (schema_branches.h). Takes its time; for `gatehouse check`.
  [[nodiscard]] std::optional<std::string> RecursiveBranch() const;

 private:
  Schema() = default;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace gatehouse::gate
