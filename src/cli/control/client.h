// The control daemon as the command line asks it: JSON over its admin socket, which only its own user and root may use.
// Shown by tests/control/.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/error.h"
#include "cli/command/exit_code.h"
#include "cli/command/options.h"
#include "cli/gate/policy_file.h"
#include "cli/terminal/output.h"
#include "gate/policy/policy.h"

namespace gatehouse::cli {

struct ControlCall {
  std::string method;
  std::string path;
  Json body = nullptr;  // none with null
};
struct ControlAnswer {
  int status = 0;
  Json body;  // null where there is none
};
// An Error only where there was no answer: the daemon does not run, or does not talk as it should.
[[nodiscard]] base::Result<ControlAnswer> AskControl(const gate::Policy& policy, const ControlCall& call);

// -c FILE and --run-dir DIR, for every command that asks the daemon.
void AddGateOptions(CLI::App& command, GateOptions& gate);

// Asks, and shows what came back; what the daemon refuses is an error on stderr: kFindings, kNothingToDo where the
// thing that was named is not there, kCouldNotRun where there is no daemon.
[[nodiscard]] ExitCode AskAndShow(const GateOptions& gate, const ControlCall& call,
                                  const std::function<ExitCode(const Json& answer)>& show);

}  // namespace gatehouse::cli
