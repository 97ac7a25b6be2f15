// A shell text as its commands: words without their quotes, which command reads what another wrote. Enough to see what
// is started with which arguments; nothing is expanded. Shown by shell_words_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::audit {

inline constexpr size_t kMaxShellDepth = 8;  // of $( ) in $( )

struct ShellCommand {
  std::vector<std::string> words;        // without assignments in front, `sudo`, `env`, `exec`, `if` and similar ones
  std::vector<std::string> assignments;  // in front of the command, or behind `export`: "NAME=VALUE"
  bool with_sudo = false;
  bool reads_pipe = false;  // what the command before it writes
  bool in_substitution = false;
  size_t line = 0;  // in the text, counted from zero

  [[nodiscard]] std::string_view Name() const;  // without a folder; empty where there is no word
  [[nodiscard]] bool HasWord(std::string_view word) const;
  // Whether a word is that option, alone, with =VALUE, or (of one letter) among others: "-fsSLk" has "-k".
  [[nodiscard]] bool HasOption(std::string_view option) const;
};

[[nodiscard]] std::vector<ShellCommand> SplitShell(std::string_view text);

}  // namespace gatehouse::audit
