// Passwords in a command line whose option does not say so: `curl -u user:password`, `mysql -psecret`,
// `sshpass -p secret`. commands/password_commands.h says which programs take one. Looks back at most kMaxCommand bytes
// for the program. Shown by command_line_test.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "events/known_key.h"

namespace gatehouse::events {

inline constexpr size_t kMaxCommand = 256;  // from a program's name to its option

// The password behind the option that begins at `at`, where a '-' or a '/' is. Variables (`$PASSWORD`), placeholders
// (`<password>`) and what is empty are none.
[[nodiscard]] std::optional<Span> OptionPasswordAt(std::string_view text, size_t at);

// The password of `sqlplus bob/secret@db` or `psexec.py bob:secret@host`, at the sign in front of it.
[[nodiscard]] std::optional<Span> PairPasswordAt(std::string_view text, size_t at);
// The password that is an argument, as in `net use \\nas\files secret` or `htpasswd -b FILE bob secret`: behind the
// words of the command, where a blank is. Other arguments may stand between.
[[nodiscard]] std::optional<Span> ArgumentPasswordAt(std::string_view text, size_t at);

// The password that `echo` or `printf` writes for a program that reads one (`echo bob:secret | chpasswd`): where the
// blank behind `echo` is.
[[nodiscard]] std::optional<Span> WrittenPasswordAt(std::string_view text, size_t at);
// The same in a string of the shell, at its first '<': `kinit bob <<< secret`.
[[nodiscard]] std::optional<Span> HereStringPasswordAt(std::string_view text, size_t at);

// A command line in which one of these finds something has one of the programs and behind it one of the options.
struct CommandHint {
  std::string programs;  // separated by blanks
  std::string options;   // separated by blanks
  bool joined = false;   // or several options of one letter that are joined: `-su user:secret`
};
[[nodiscard]] std::span<const CommandHint> CommandHints();

}  // namespace gatehouse::events
