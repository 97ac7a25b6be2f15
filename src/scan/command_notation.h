// The part of the notation of rules/rule.h that stands for the programs of commands/password_commands.h. Shown by
// command_notation_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::scan {

struct CommandNotation {
  std::string regex;
  size_t length = 0;  // of the notation; 0: there is none
};

// At the start of `text`:
//   <programs:NAME>   any program of the rows of that name
//   <arguments:NAME>  a command of those rows, up to the argument that is the password
//   <commands:NAME>   its words alone, for the one pass
//   <readers:any>     a program that reads a password, and the word that says so
//   <readers:first>   one that counts only if the command begins with it
[[nodiscard]] CommandNotation CommandNotationAt(std::string_view text);

}  // namespace gatehouse::scan
