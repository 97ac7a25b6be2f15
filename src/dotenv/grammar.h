// The one grammar of `.env` files that Gatehouse reads (doc/dotenv.md): names, values in three kinds of quotes,
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

// In the order of the text. An Error names the line, never what stands in it: a name twice, a quote that does not end,
// a line that is not a setting, a byte that is not UTF-8, a NUL.
[[nodiscard]] base::Result<std::vector<Setting>> ParseDotenv(std::string_view text, const std::string& origin);

// How a value is written behind '='. Plain where every grammar reads it so, else in the quotes that most of them read
// alike. Error: a NUL, or bytes that are not UTF-8.
[[nodiscard]] base::Result<base::SecretString> SpellValue(std::string_view value);

[[nodiscard]] bool IsSettingName(std::string_view name);
[[nodiscard]] bool HasControl(std::string_view text);  // a control character that is not a tab

// What stands behind a '=' at the front of `text`: a value, and the blanks and the comment around it, up to the end of
// the line and without it. `text` may go on behind it. Views into `text`; only `value` is built.
struct ValuePart {
  size_t length = 0;                        // of all of it
  size_t spelled_from = 0, spelled_to = 0;  // the value as written, quotes included
  base::SecretString value;
};
// Error.where is for the caller to set.
[[nodiscard]] base::Result<ValuePart> ReadValue(std::string_view text);

}  // namespace gatehouse::dotenv
