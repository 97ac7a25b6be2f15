// Programs that are given a password on their command line, and where each of them takes it. One table for all who look
// for such passwords: the redaction of logs (events/command_line.h) and the secret scan (scan/rules/commands.cc).
// Lists of words are separated by blanks. Shown by password_commands_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::commands {

enum class Form : uint8_t {
  kValue,     // -p secret, -psecret
  kAttached,  // -psecret: `-p` alone asks for it
  kNext,      // --pass secret, --pass=secret, -pw secret
  kPair,      // -u user:secret
  kSource,    // -passin pass:secret
  kColon,     // /p:secret, /p secret, as Windows has it
};

// Behind an option. Rows of one name belong together: a rule of the scan names them.
struct OptionTaker {
  std::string_view name;
  std::string_view programs;
  std::string_view options;
  Form form;
  char between = '\0';  // of kPair: user and password
};
[[nodiscard]] std::span<const OptionTaker> OptionTakers();

// In one argument with the account: "bob/secret@db", "corp/bob:secret@host".
struct PairTaker {
  std::string_view name;
  std::string_view programs;
  char between;
  char behind;  // what must stand behind it; NUL: nothing
};
[[nodiscard]] std::span<const PairTaker> PairTakers();

// An argument of its own.
struct ArgumentTaker {
  std::string_view name;
  std::string_view program;
  std::string_view command;       // its last word, behind which arguments are counted; empty: the program itself
  size_t number;                  // which argument, of those that are no options; 0: the last
  std::string_view needs = "";    // a letter among the options
  std::string_view without = "";  // letters of options that make it another program of that name
  bool share = false;             // arguments are counted behind a share (\\nas\files)
};
[[nodiscard]] std::span<const ArgumentTaker> ArgumentTakers();

// What another program writes for it (`echo bob:secret | chpasswd`), or the shell (`kinit bob <<< secret`).
struct InputReader {
  std::string_view programs;
  std::string_view word = "";  // a word of its command that says so; empty: none is needed
  bool account = false;        // the account's name and a colon stand in front of the password
  bool first = false;          // a word that others have among their arguments: the command begins with it, or `sudo`
};
[[nodiscard]] std::span<const InputReader> InputReaders();

// The word in front of `login`, a command that takes a password behind -p: `docker login`, `helm registry login`.
[[nodiscard]] std::string_view LoginWords();

// All programs of the rows of that name, once each; empty if there is no such row.
[[nodiscard]] std::string ProgramsNamed(std::string_view name);

// An expression that matches each of the words, and nothing else: "a b.py" → "a|b\.py".
[[nodiscard]] std::string AnyOf(std::string_view words);

}  // namespace gatehouse::commands
