// Python and JavaScript (TypeScript too) as tokens: names, strings with their contents, operators. Comments are
// dropped; strings know their prefix and whether they have placeholders; templates and f-strings keep these. Just
// enough to see how a string was built. Shown by source_tokens_test.cc, fuzz/audit_files_fuzz.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::audit {

struct Token {
  enum class Kind : uint8_t { kName, kString, kNumber, kOperator, kRegex, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;                 // of a string: what is in it, without quotes
  std::vector<std::string> put_in;  // of an f-string or a template: each expression, as written
  size_t line = 0;
  size_t column = 0;

  [[nodiscard]] bool Is(std::string_view operator_or_name) const {
    return (kind == Kind::kOperator || kind == Kind::kName) && text == operator_or_name;
  }
  [[nodiscard]] bool IsName() const { return kind == Kind::kName; }
  [[nodiscard]] bool IsString() const { return kind == Kind::kString; }
};

enum class Language : uint8_t { kPython, kJavaScript };

inline constexpr size_t kMaxTokens = 2'000'000;
inline constexpr size_t kEndTokens = 4;
// That are looked through for a closing bracket: brackets in brackets in brackets would take the square of a file.
inline constexpr size_t kMaxBracketTokens = 1024;

// So many tokens of kind kEnd stand behind the last: code that looks at one may look at the next three. A string that
// does not end, ends with the text.
[[nodiscard]] std::vector<Token> Tokenise(std::string_view text, Language language);

// From an opening bracket at `open` to the one that closes it. Where none does: the first token of kind kEnd, or the
// one at kMaxBracketTokens.
[[nodiscard]] size_t ClosingBracket(const std::vector<Token>& tokens, size_t open);

}  // namespace gatehouse::audit
