#include "cli/control/start.h"

#include "cli/command/arguments.h"
#include "cli/gate/supervisor.h"

namespace gatehouse::cli {
namespace {

constexpr int kMaxDescriptor = 1 << 20;

base::Result<int> ParseDescriptor(std::string_view text) { return ParseNumber(text, 0, kMaxDescriptor); }

}  // namespace

std::vector<Option> ControlOptions(ControlStart& start) {
  return {PolicyOption(start.policy), Hidden(Parsed("--ready-fd", start.ready_fd, ParseDescriptor, "FD",
                                                    "Report the start, or its error, on this descriptor"))};
}

Failure CouldNotStart(const ControlStart& start, const base::Error& error) {
  if (start.ready_fd < 0) return error;
  TellParent(start.ready_fd, std::unexpected(error));
  return Failure(ExitCode::kCouldNotRun);
}

}  // namespace gatehouse::cli
