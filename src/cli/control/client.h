// The command line's client of the control daemon: JSON over its admin socket, which only its user and root may use.
// Tests: client_test.cc and tests/control/.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"
#include "cli/command/command.h"
#include "cli/gate/policy_file.h"
#include "cli/terminal/value.h"
#include "control/service/admin_protocol.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

using service::AdminCall;

struct ControlCall {
  AdminCall call;
  std::string about = {};            // replaces the star in the path
  std::string query = {};            // "all=yes"
  Value body = {};                   // null: no body
  base::SecretString password = {};  // sent as the member `password` of the body, which must be an object; empty: none
};
// The body as JSON. A password is only copied into memory that is wiped afterwards.
[[nodiscard]] base::SecretString BodyText(const ControlCall& call);
struct ControlAnswer {
  int status = 0;
  Value body;  // null: the answer has no body
};
// Returns an Error only if there is no valid answer: the daemon does not run, or breaks the protocol.
[[nodiscard]] base::Result<ControlAnswer> AskControl(const system::RunFolder& folder, const ControlCall& call);

// -c FILE and --run-dir DIR, for every command that asks the daemon.
[[nodiscard]] std::vector<Option> GateOptionList(GateOptions& gate);

// Returns the body of the daemon's answer. If the daemon refuses, returns a Failure: kFindings; kNothingToDo if the
// named thing does not exist; kCouldNotRun if no daemon answers.
[[nodiscard]] OrFailure<Value> Ask(const GateOptions& gate, const ControlCall& call);

}  // namespace gatehouse::cli
