// The grammar of `.env` files that Gatehouse reads (doc/dotenv.md): names, values in three kinds of quotes,
// `export`, comments, CRLF; no expansion. Shown by grammar_test.cc, tests/dotenv/test_env_grammar.py,
// fuzz/dotenv_fuzz.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::dotenv {

inline constexpr size_t kMaxFileBytes = size_t{1} << 20;
inline constexpr size_t kMaxSettings = 10'000;
inline constexpr size_t kMaxNameBytes = 256;

struct Setting {
  std::string name;  // [A-Za-z_][A-Za-z0-9_]*
  base::SecretString value;
  size_t line = 0;       // counted from one
  bool literal = false;  // in single quotes or backticks
};

// The settings in the order of the text. An Error names the line but never its content: a repeated name, an unclosed
// quote, a line that is not a setting, a byte that is not UTF-8, a NUL.
[[nodiscard]] base::Result<std::vector<Setting>> ParseDotenv(std::string_view text, const std::string& origin);

// The text of a value after '='. Unquoted if every known grammar reads it the same way, else in the quotes that most
// of them read alike. Error: a NUL, or bytes that are not UTF-8.
[[nodiscard]] base::Result<base::SecretString> SpellValue(std::string_view value);

[[nodiscard]] bool IsSettingName(std::string_view name);
[[nodiscard]] bool HasControl(std::string_view text);  // a control character other than tab

// The text after a '=' at the start of `text`: a value with the blanks and the comment around it, up to but excluding
// the line break. `text` may be longer. Views into `text`; only `value` is allocated.
struct ValuePart {
  size_t length = 0;                        // of the whole part
  size_t spelled_from = 0, spelled_to = 0;  // the value as written, quotes included
  base::SecretString value;
};
// The caller sets Error.where.
[[nodiscard]] base::Result<ValuePart> ReadValue(std::string_view text);

}  // namespace gatehouse::dotenv
