// A JSON document with some of its strings replaced, and every other byte as it was: spaces, numbers, the order of
// members, how other strings are escaped. Shown by rewrite_test.cc and fuzz/prompt_fuzz.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace gatehouse::prompt {

struct Replacement {
  std::string_view text;  // as Value::String() gives it: the string of that document, by its place and not its content
  std::string with;
};

// `root` is what the parser made of `document`. Empty where the two do not belong together.
[[nodiscard]] std::optional<std::string> Rewrite(std::string_view document, const json::Value& root,
                                                 std::span<const Replacement> replacements);

}  // namespace gatehouse::prompt
