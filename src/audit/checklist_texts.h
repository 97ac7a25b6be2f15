// The files of audit/checklists/, as they were when the program was built.
#pragma once

#include <array>
#include <string_view>

namespace gatehouse::audit {

struct ChecklistText {
  std::string_view file;
  std::string_view yaml;
};
[[nodiscard]] const std::array<ChecklistText, 3>& ChecklistTexts();

}  // namespace gatehouse::audit
