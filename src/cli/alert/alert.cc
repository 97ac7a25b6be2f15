// gatehouse alert: who receives alerts about incidents, whether delivery works, and a test alert.
#include <fmt/format.h>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/control/client.h"
#include "cli/registry/registry.h"

namespace gatehouse::cli {
namespace {

struct AlertOptions {
  GateOptions gate;
  std::string name;
  Format format = Format::kText;
};

void PrintReceiver(const Value& receiver) {
  const std::string error = receiver.TextOf("last_error");
  const std::string sent = receiver.TextOf("last_sent");
  Print(fmt::format("{:<19} {:>6} waiting  {:>6} sent  last {:<22}{}", receiver.TextOf("name"),
                    receiver.TextOf("queued"), receiver.TextOf("sent"), sent.empty() ? "never" : sent, Visible(error)));
}

Outcome List(const AlertOptions& options) {
  const auto answer = Ask(options.gate, {AdminCall::kListAlerts});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintReceiver,
                   "There are no receivers of alerts. Add them to control.alerts in the policy.");
}

Outcome Test(const AlertOptions& options) {
  const auto answer = Ask(options.gate, {.call = AdminCall::kTestAlert, .about = options.name});
  if (!answer) return std::unexpected(answer.error());
  Say(fmt::format("{} accepted the test alert.", Visible(options.name)));
  return ExitCode::kFine;
}

}  // namespace

Command AlertGroup() {
  return {.help = "Show and test who is notified about incidents",
          .examples = {"gatehouse alert list", "gatehouse alert test operations"}};
}

Command AlertListCommand() {
  auto options = std::make_shared<AlertOptions>();
  return {.help = "List the receivers: waiting and sent alerts, the last error; in JSON one object per line",
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse alert list"},
          .action = Runs(options, List)};
}

Command AlertTestCommand() {
  auto options = std::make_shared<AlertOptions>();
  return {.help = "Send a test alert now and print the result",
          .positionals = {Required(Text("NAME", options->name, "", "The receiver, as control.alerts names it"))},
          .options = GateOptionList(options->gate),
          .examples = {"gatehouse alert test operations"},
          .action = Runs(options, Test)};
}

}  // namespace gatehouse::cli
