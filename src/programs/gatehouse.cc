// gatehouse: parses the command line, runs the command, and reports its result.
#include "cli/command/parse.h"
#include "cli/table.h"
#include "programs/run_main.h"

namespace gatehouse::cli {
namespace {

Outcome RunCommandLine(std::span<const char* const> arguments) {
  const auto action = Parse(Gatehouse(), arguments);
  if (!action) return std::unexpected(action.error());
  return (*action)();
}

}  // namespace
}  // namespace gatehouse::cli

int main(int argc, char** argv) { return gatehouse::cli::RunMain(argc, argv, gatehouse::cli::RunCommandLine); }
