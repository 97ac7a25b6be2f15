// Marks: signs that code, markup and forged turns are made of and plain sentences seldom hold. Signs: those, and what
// sentences hold now and then: digits, quotes, brackets. Many rules match nothing without one, so that a text without a
// mark, or a sign, is not searched for them. Shown by marks_test.cc, rule_parts_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::prompt {

// # $ % &  * +  ; < = >  @  [ \ ] ^  `  { | } ~
[[nodiscard]] constexpr bool IsMark(char c) {
  return (c >= '#' && c <= '&') || c == '*' || c == '+' || (c >= ';' && c <= '>') || c == '@' ||
         (c >= '[' && c <= '^') || c == '`' || (c >= '{' && c <= '~');
}

// The marks, and " ' ( ) _ 0 to 9, and the bytes that other quotes begin with: « » 「 」 『 』
[[nodiscard]] constexpr bool IsSign(char c) {
  return IsMark(c) || c == '"' || (c >= '\'' && c <= ')') || c == '_' || (c >= '0' && c <= '9') || c == '\xC2' ||
         c == '\xE3';
}

// What a text holds.
struct HeldSigns {
  bool mark = false;
  bool sign = false;
  bool number = false;   // of a card or a person, perhaps: four digits in a row, or three and a dash
  bool account = false;  // of a bank, perhaps: two letters and two digits in a row
};
[[nodiscard]] HeldSigns SignsIn(std::string_view text);
// How often "or", "and" or "xor", as a word or as a sign, stands behind a quote, a closing bracket or a digit. Rules
// for SQL look at each closely.
[[nodiscard]] size_t CountJoins(std::string_view text);

}  // namespace gatehouse::prompt
