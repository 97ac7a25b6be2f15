// References in a text of any kind: a policy, settings, a .env file in clear. Shown by find_references_test.cc.
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

// In the order of the text, at most kMaxFoundReferences. A reference begins where a word begins, and ends at a space, a
// quote, or what ends a value in YAML and JSON (", ] }). Lines that are comments (#) are passed over.
[[nodiscard]] std::vector<FoundReference> FindReferences(std::string_view text);

}  // namespace gatehouse::secrets
