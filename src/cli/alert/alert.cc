// gatehouse alert: who is told of incidents, whether it works, and a test of it.
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
  Print(fmt::format("{:<20}{:>6} waiting  {:>6} sent  last {:<22}{}", receiver.TextOf("name"),
                    receiver.TextOf("queued"), receiver.TextOf("sent"), sent.empty() ? "never" : sent, Visible(error)));
}

Outcome List(const AlertOptions& options) {
  const auto answer = Ask(options.gate, {"GET", "/admin/alerts"});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintReceiver,
                   "Nobody is told of incidents: control.alerts in the policy says who is.");
}

Outcome Test(const AlertOptions& options) {
  const auto answer =
      Ask(options.gate, {"POST", "/admin/alert-test/" + base::PercentEncode(options.name), EmptyObject()});
  if (!answer) return std::unexpected(answer.error());
  Say(fmt::format("{} has taken a test alert.", Visible(options.name)));
  return ExitCode::kFine;
}

}  // namespace

Command AlertGroup() {
  return {.help = "Who is told of incidents, and whether it works",
          .examples = {"gatehouse alert list", "gatehouse alert test operations"}};
}

Command AlertListCommand() {
  auto options = std::make_shared<AlertOptions>();
  return {.help = "The receivers: what waits, what was sent, what went wrong; in JSON one object a line",
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse alert list"},
          .action = Runs(options, List)};
}

Command AlertTestCommand() {
  auto options = std::make_shared<AlertOptions>();
  return {.help = "Send a test alert now, and say what came of it",
          .positionals = {Required(Text("NAME", options->name, "", "The receiver, as control.alerts names it"))},
          .options = GateOptionList(options->gate),
          .examples = {"gatehouse alert test operations"},
          .action = Runs(options, Test)};
}

}  // namespace gatehouse::cli
