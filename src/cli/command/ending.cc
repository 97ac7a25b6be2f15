#include "cli/command/ending.h"

#include "cli/terminal/output.h"

namespace gatehouse::cli {

int Conclude(const Outcome& outcome) {
  ExitCode code = outcome ? *outcome : outcome.error().code;
  if (!outcome) {
    Complain(outcome.error().errors);
    for (const std::string& note : outcome.error().notes) Say(note);
  }
  if (!FlushOutput()) {
    Complain(base::Error{"Not all of the output could be written", "stdout", {}});
    code = ExitCode::kCouldNotRun;
  }
  return static_cast<int>(code);
}

int Conclude(const std::exception& thrown) {
  Complain(base::Error{thrown.what(), {}, {}});
  return static_cast<int>(ExitCode::kCouldNotRun);
}

}  // namespace gatehouse::cli
