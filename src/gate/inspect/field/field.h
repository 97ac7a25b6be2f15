// Ordinary input that will meet a query, a page, a command line or a file system (rows A12 B8): what it would do there.
// The families are judged apart, on the field as it is and on what its encodings hide. The work is bounded: linear in
// the length of the field, kMaxLayers times at most. Shown by field_test.cc, and by tests/inspect/test_fields.py on
// published payloads and look-alikes.
#pragma once

#include <cstdint>
#include <string_view>

#include "gate/inspect/field/finding.h"

namespace gatehouse::field {

enum class Mode : uint8_t { kBalanced, kStrict };

// The least score that a mode refuses.
[[nodiscard]] constexpr double Threshold(Mode mode) { return mode == Mode::kStrict ? kSuspect : kRefuse; }

// The strongest finding; Family::kNone where there is nothing at all.
[[nodiscard]] Finding JudgeField(std::string_view text, uint8_t families = kAllFamilies);

// "sql" "markup" "command" "path" "header"
[[nodiscard]] std::string_view Name(Family family);
[[nodiscard]] Family FamilyNamed(std::string_view name);  // kNone for any other word

}  // namespace gatehouse::field
