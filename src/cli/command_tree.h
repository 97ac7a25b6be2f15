// The whole command line as one CLI11 tree, and the walks over it that help, completion, the man page and
// did-you-mean share. Shown by command_tree_test.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/command/options.h"

namespace gatehouse::cli {

// The program with every command. `chosen` is set when a command line has been parsed.
[[nodiscard]] std::unique_ptr<CLI::App> BuildCommandTree(Action& chosen);

// Declared order, hidden ones left out.
[[nodiscard]] std::vector<const CLI::App*> Subcommands(const CLI::App& command);
[[nodiscard]] std::vector<const CLI::Option*> Flags(const CLI::App& command);  // -x, --long
[[nodiscard]] std::vector<const CLI::Option*> Positionals(const CLI::App& command);
[[nodiscard]] std::vector<std::string> Spellings(const CLI::Option& option);  // "-c", "--policy"
[[nodiscard]] bool TakesValue(const CLI::Option& option);

// What an option's or positional's value is, as far as its type name tells: files, folders, one of a few words, or
// anything.
struct ValueWords {
  enum class Kind : uint8_t { kAnything, kFile, kFolder, kChoice } kind = Kind::kAnything;
  std::vector<std::string> choices;
};
[[nodiscard]] ValueWords ValueOf(const CLI::Option& option);

// A command with the words that lead to it: "gatehouse token issue". The program itself comes first, depth first after
// it.
struct NamedCommand {
  std::string path;
  const CLI::App* command;
};
[[nodiscard]] std::vector<NamedCommand> AllCommands(const CLI::App& program);

// Where a command is asked for and the word is none: what was typed, and what may have been meant (may be empty).
struct UnknownCommand {
  std::string command;  // the words before it: "gatehouse token"
  std::string typed;
  std::string nearest;
};
[[nodiscard]] std::optional<UnknownCommand> FindUnknownCommand(const CLI::App& program,
                                                               std::span<const char* const> arguments);

}  // namespace gatehouse::cli
