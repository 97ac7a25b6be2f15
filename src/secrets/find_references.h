// Finds references in any text: a policy, settings, a .env file in clear. Shown by find_references_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::secrets {

inline constexpr size_t kMaxFoundReferences = 10'000;

struct FoundReference {
  std::string text;
  size_t line = 0;  // counted from one
};

// In the order of the text, at most kMaxFoundReferences. A reference begins at a word boundary, and ends at a space, a
// quote, or a character that ends a value in YAML or JSON (", ] }). Comment lines (#) are skipped.
[[nodiscard]] std::vector<FoundReference> FindReferences(std::string_view text);

}  // namespace gatehouse::secrets
