// The control daemon as the command line asks it: JSON over its admin socket, which only its own user and root may use.
// Shown by client_test.cc and tests/control/.
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
  std::string about = {};            // what stands in the place of the path's star
  std::string query = {};            // "all=yes"
  Value body = {};                   // none with null
  base::SecretString password = {};  // the member `password` of the body, which must be an object then; none if empty
};
// The body as JSON. A password stands nowhere but in memory that is wiped.
[[nodiscard]] base::SecretString BodyText(const ControlCall& call);
struct ControlAnswer {
  int status = 0;
  Value body;  // null where there is none
};
// An Error only where there was no answer: the daemon does not run, or does not talk as it should.
[[nodiscard]] base::Result<ControlAnswer> AskControl(const system::RunFolder& folder, const ControlCall& call);

// -c FILE and --run-dir DIR, for every command that asks the daemon.
[[nodiscard]] std::vector<Option> GateOptionList(GateOptions& gate);

// The body of the daemon's answer. What the daemon refuses is a Failure: kFindings, kNothingToDo where the thing that
// was named is not there, kCouldNotRun where there is no daemon.
[[nodiscard]] OrFailure<Value> Ask(const GateOptions& gate, const ControlCall& call);

}  // namespace gatehouse::cli
