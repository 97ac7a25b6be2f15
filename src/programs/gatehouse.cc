// gatehouse: understands the command line, runs the one command that it names, and says how that went.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <span>

#include "base/private_memory.h"
#include "cli/command_tree.h"
#include "cli/system/process.h"

namespace gatehouse::cli {
namespace {

int Status(ExitCode code) { return static_cast<int>(code); }

// What somebody who typed an argument too many may have had in mind.
struct Habit {
  std::string_view command;
  const char* mend;
};
constexpr Habit kHabits[] = {
    {"gatehouse run", "the command goes behind --: gatehouse run -- COMMAND"},
    {"gatehouse env set", "the value is read from stdin: gatehouse env set NAME < FILE"},
    {"gatehouse user add", "the password is read from stdin"},
    {"gatehouse user passwd", "the password is read from stdin"},
    {"gatehouse password hash", "the password is read from stdin"},
    {"gatehouse password check", "the password is read from stdin"},
    {"gatehouse password verify", "the password is read from stdin"},
};

// An argument that was not expected may be a secret: only the names of options are repeated.
base::Error Unexpected(const CLI::App& named, const std::string& path) {
  std::string options;
  for (const std::string& word : named.remaining()) {
    if (word.starts_with("--") && word.size() > 2) options += " " + Visible(word.substr(0, word.find('=')));
  }
  if (!options.empty()) return {"Not known here:" + options, {}, {}};
  const auto habit = std::ranges::find(kHabits, path, &Habit::command);
  return {"There are too many arguments", {}, habit == std::end(kHabits) ? "" : habit->mend};
}

int WrongUsage(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* named = &program;
  std::string path = program.get_name();
  while (!named->get_subcommands().empty()) {
    named = named->get_subcommands().front();
    path += " " + named->get_name();
  }
  const bool unexpected = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
  Complain(unexpected ? Unexpected(*named, path) : base::Error{error.what(), {}, {}});
  Say(fmt::format("Try '{} --help'.", path));
  return Status(ExitCode::kCouldNotRun);
}

int UnknownWord(const UnknownCommand& unknown) {
  Complain(base::Error{fmt::format("'{}' is no command of {}", unknown.typed, unknown.command), {}, {}});
  if (!unknown.nearest.empty()) Say(fmt::format("Did you mean '{} {}'?", unknown.command, unknown.nearest));
  Say(fmt::format("Try '{} --help'.", unknown.command));
  return Status(ExitCode::kCouldNotRun);
}

int Run(int argc, const char* const* argv) {
  Action action;
  const auto program = BuildCommandTree(action);

  const std::span<const char* const> arguments(argv, static_cast<size_t>(argc));
  if (const auto unknown = FindUnknownCommand(*program, arguments.subspan(1))) return UnknownWord(*unknown);

  try {
    program->parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return program->exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    return WrongUsage(*program, error);
  }

  const ExitCode code = action();
  if (FlushOutput()) return Status(code);
  Complain(base::Error{"Not all of the output could be written", "stdout", {}});
  return Status(ExitCode::kCouldNotRun);
}

}  // namespace
}  // namespace gatehouse::cli

int main(int argc, char** argv) {
  gatehouse::cli::OccupyStandardDescriptors();
  gatehouse::base::KeepMemoryPrivate();
  try {
    return gatehouse::cli::Run(argc, argv);
  } catch (const std::exception& failure) {
    gatehouse::cli::Complain(gatehouse::base::Error{failure.what(), {}, {}});
    return static_cast<int>(gatehouse::cli::ExitCode::kCouldNotRun);
  }
}
