// The plain rules for prompts (rows C8 C16 A11): a closed list of expressions, each of which refuses wherever it
// stands. They refuse many honest prompts: every one with the word "select" or a "#". To tell a question from
// an attack takes Balanced (balanced.h). Shown by strict_test.cc.
#pragma once

#include <string_view>

#include "gate/request/reason.h"

namespace gatehouse::prompt {

inline constexpr size_t kMaxCodePoints = 50'000;

// kPromptEmpty where nothing but white space is in it, kPromptTooLong beyond kMaxCodePoints; else kAllowed. Takes
// UTF-8. The length that it counts is in code points.
[[nodiscard]] gate::Reason CheckLength(std::string_view prompt);

// The length, then kPromptMarkup for
//   <script[^>]*>.*?</script>   javascript:   data:text/html   vbscript:   on\w+\s*=
// then kPromptSql for
//   \b(SELECT|INSERT|UPDATE|DELETE|DROP|UNION)\b   -- # /* */   \b(OR|AND)\b.*=
// in either case, letters, digits and white space as in Unicode. Linear in the length.
[[nodiscard]] gate::Reason JudgeStrictly(std::string_view prompt);

}  // namespace gatehouse::prompt
