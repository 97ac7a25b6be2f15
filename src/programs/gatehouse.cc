// gatehouse: understands the command line, runs the one command that it names, and says how that went.
#include <exception>

#include "base/private_memory.h"
#include "cli/command/ending.h"
#include "cli/command/parse.h"
#include "cli/table.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

Outcome RunCommandLine(std::span<const char* const> arguments) {
  const auto action = Parse(Gatehouse(), arguments);
  if (!action) return std::unexpected(action.error());
  return (*action)();
}

}  // namespace
}  // namespace gatehouse::cli

int main(int argc, char** argv) {
  gatehouse::system::OccupyStandardDescriptors();
  gatehouse::base::KeepMemoryPrivate();
  try {
    return gatehouse::cli::Conclude(gatehouse::cli::RunCommandLine({argv, static_cast<size_t>(argc)}));
  } catch (const std::exception& thrown) {
    return gatehouse::cli::Conclude(thrown);
  }
}
