// Judges input that will be used in a query, a page, a command line or a file name (rows A12 B8): its effect there.
// The families are judged separately, on the field as it is and on its decoded forms. The work is bounded: linear in
// the length of the field, at most kMaxLayers times. Shown by field_test.cc, and by tests/inspect/test_fields.py on
// published payloads and look-alikes.
#pragma once

#include <cstdint>
#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

enum class Mode : uint8_t { kBalanced, kStrict };

// The lowest score that a mode refuses.
[[nodiscard]] constexpr double Threshold(Mode mode) { return mode == Mode::kStrict ? kSuspect : kRefuse; }

// The strongest finding; Family::kNone if there is none.
[[nodiscard]] Finding JudgeField(std::string_view text, uint8_t families = kAllFamilies);

// "sql" "markup" "command" "path" "header"
[[nodiscard]] std::string_view Name(Family family);
[[nodiscard]] Family FamilyNamed(std::string_view name);  // kNone for any other word

}  // namespace gatehouse::field
