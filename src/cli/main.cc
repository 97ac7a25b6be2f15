// gatehouse: understands the command line, runs the one command that it names, and says how that went.
#include <fmt/format.h>

#include <csignal>
#include <span>

#include "cli/command_tree.h"

namespace gatehouse::cli {
namespace {

int Status(ExitCode code) { return static_cast<int>(code); }

int WrongUsage(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* named = &program;
  std::string path = program.get_name();
  while (!named->get_subcommands().empty()) {
    named = named->get_subcommands().front();
    path += " " + named->get_name();
  }
  Complain(base::Error{error.what(), {}, {}});
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
  try {
    return gatehouse::cli::Run(argc, argv);
  } catch (const std::exception& failure) {
    gatehouse::cli::Complain(gatehouse::base::Error{failure.what(), {}, {}});
    return static_cast<int>(gatehouse::cli::ExitCode::kCouldNotRun);
  }
}
