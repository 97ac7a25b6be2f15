// The names of commands, of shells and of PowerShell, and how much each tells. Shown by contexts_test.cc and
// lookalikes_test.cc.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::field {

// How strong a signal a word in the place of a command is.
enum class CommandKind : uint8_t {
  kNone,
  kPlain,    // a command that is also an ordinary word: needs arguments typical of commands
  kAlone,    // the same, but often used without arguments
  kTelling,  // a word that is only ever a command
};

// The kind of the command with this name, in any case; kNone if there is none.
[[nodiscard]] CommandKind CommandKindOf(std::string_view name);

}  // namespace gatehouse::field
