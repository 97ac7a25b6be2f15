// Marks: signs that code, markup and forged turns are made of and plain sentences seldom hold. Many rules match nothing
// without one, so that a text without a mark is not searched for them. Shown by marks_test.cc, rule_parts_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::prompt {

// # $ % &  * +  ; < = >  @  [ \ ] ^  `  { | } ~
[[nodiscard]] constexpr bool IsMark(char c) {
  return (c >= '#' && c <= '&') || c == '*' || c == '+' || (c >= ';' && c <= '>') || c == '@' ||
         (c >= '[' && c <= '^') || c == '`' || (c >= '{' && c <= '~');
}

[[nodiscard]] bool HoldsMark(std::string_view text);

}  // namespace gatehouse::prompt
