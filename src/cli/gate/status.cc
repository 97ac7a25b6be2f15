// gatehouse status: whether the gate and its control daemon run, since when, and how many requests passed or were
// refused, read from the mapped state without changing it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/control/client.h"
#include "cli/gate/nginx_program.h"
#include "cli/gate/policy_file.h"
#include "gate/inspect/prompt/rule.h"
#include "policy_file/load.h"
#include "state/block_table.h"
#include "state/counters.h"
#include "state/region.h"
#include "state/revocations.h"
#include "system/folder_access.h"
#include "system/pid_file.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

// Counters that the text output shows; JSON has all of them.
constexpr std::string_view kEventFailures = "event_failures";
constexpr std::string_view kShownCounts[] = {"upstream_errors", "blocks",       "revocations",
                                             "events_written",  kEventFailures, "headers_dropped"};

struct StatusOptions {
  std::string policy = kDefaultPolicy;
  Format format = Format::kText;
};

// The data of both formats; text omits some of it.
struct ControlReport {
  std::optional<pid_t> pid;
  std::optional<base::Wall> since;
  bool answers = false;
  std::string data_dir;
  Value said;  // the daemon's own report; null if it does not answer
};

struct Count {
  std::string_view name;
  uint64_t number = 0;
};

// Counters that were read from the mapped state.
struct Counts {
  uint64_t generation = 0;
  uint64_t allowed = 0;
  std::vector<Count> refused;
  std::vector<Count> observed;
  std::array<std::vector<Count>, state::kSignalFates> signals;  // signals of prompts, by their outcome
  std::vector<Count> others;                                    // in the order of the JSON
};

struct StatusReport {
  std::optional<RunningGate> gate;
  std::optional<base::Wall> since;
  std::string policy;
  std::string run_dir;
  std::string profile;
  std::string_view environment;
  std::string_view mode;
  std::vector<std::string> listen;
  std::optional<ControlReport> control;
  std::optional<Counts> counts;
};

bool IsRefusal(gate::Reason reason) {
  return reason != gate::Reason::kAllowed && reason != gate::Reason::kUpstreamError;
}

// Refusals by their name in the log, without those that are 0.
std::vector<Count> ByReason(const std::array<uint64_t, state::kMaxReasons>& counts) {
  std::vector<Count> by_reason;
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    const uint64_t count = counts[static_cast<size_t>(info.reason)];
    if (count != 0 && IsRefusal(info.reason)) by_reason.push_back({info.name, count});
  }
  return by_reason;
}

Counts ReadCounts(const state::Region& region) {
  const state::Counters::Totals totals = state::Counters(region).Read();
  const base::Wall now = base::ReadClocks().wall;
  Counts counts{.generation = region.policy_generation(),
                .allowed = totals.enforced[static_cast<size_t>(gate::Reason::kAllowed)],
                .refused = ByReason(totals.enforced),
                .observed = ByReason(totals.observed),
                .others = {{"upstream_errors", totals.enforced[static_cast<size_t>(gate::Reason::kUpstreamError)]},
                           {"blocks", state::BlockTable(region).List(now).size()},
                           {"revocations", state::Revocations(region).List(now).size()}}};
  for (const prompt::SignalInfo& signal : prompt::AllSignals()) {
    for (size_t fate = 0; fate < state::kSignalFates; ++fate) {
      const uint64_t count = totals.signals[static_cast<size_t>(signal.signal)][fate];
      if (count != 0) counts.signals[fate].push_back({signal.name, count});
    }
  }
  for (size_t i = 0; i < state::kCounterCount; ++i) {
    counts.others.push_back({state::Name(static_cast<state::Counter>(i)), totals.named[i]});
  }
  return counts;
}

ControlReport LookAtControl(const gate::Policy& policy) {
  const system::RunFolder folder(policy.run_dir);
  ControlReport report{.pid = system::PidFile::Holder(folder.ControlPid()), .data_dir = policy.control->data_dir};
  if (!report.pid) return report;
  report.since = system::StartTime(*report.pid);
  auto answer = AskControl(folder, {AdminCall::kStatus});
  if (!answer || answer->status != 200 || !answer->body.IsObject()) return report;
  report.answers = true;
  report.said = std::move(answer->body);
  return report;
}

StatusReport LookAt(const gate::Policy& policy, const std::string& policy_file) {
  const system::RunFolder folder(policy.run_dir);
  StatusReport report{.gate = FindRunningGate(folder),
                      .policy = AbsolutePath(policy_file),
                      .run_dir = policy.run_dir,
                      .profile = policy.profile.empty() ? "none" : policy.profile,
                      .environment = Name(policy.environment),
                      .mode = Name(policy.mode)};
  for (const gate::ListenAddress& address : policy.listen) report.listen.push_back(ListenText(policy, address));
  if (policy.control) report.control = LookAtControl(policy);
  if (report.gate) report.since = system::StartTime(report.gate->master);
  const auto region = state::Region::OpenReadOnly(folder.State());
  if (region) {
    report.counts = ReadCounts(*region);
  } else if (report.gate) {
    Complain(region.error());
  }
  return report;
}

Value Data(const std::vector<Count>& counts) {
  Value data = EmptyObject();
  for (const Count& count : counts) data.Set(std::string(count.name), count.number);
  return data;
}

Value Data(const ControlReport& control) {
  Value data =
      Object({{"running", control.pid.has_value()}, {"answers", control.answers}, {"data_dir", control.data_dir}});
  if (control.pid) data.Set("pid", *control.pid);
  if (control.since) data.Set("since", TimeText(*control.since));
  if (!control.answers) return data;
  for (const char* field : {"database", "registry", "people", "limits"}) {
    const Value* said = control.said.Find(field);
    data.Set(field, said == nullptr ? Value() : *said);
  }
  return data;
}

Value Data(const StatusReport& report) {
  Value data = Object({{"running", report.gate.has_value()},
                       {"policy", report.policy},
                       {"run_dir", report.run_dir},
                       {"profile", report.profile},
                       {"environment", report.environment},
                       {"mode", report.mode},
                       {"listen", report.listen}});
  if (report.control) data.Set("control", Data(*report.control));
  if (report.gate) {
    data.Set("pid", report.gate->master);
    data.Set("workers", report.gate->workers.size());
  }
  if (report.since) data.Set("since", TimeText(*report.since));
  if (!report.counts) return data;
  Value counters = Object({{"allowed", report.counts->allowed},
                           {"refused", Data(report.counts->refused)},
                           {"observed", Data(report.counts->observed)}});
  Value signals = EmptyObject();
  for (size_t fate = 0; fate < state::kSignalFates; ++fate) {
    signals.Set(std::string(state::Name(static_cast<state::SignalFate>(fate))), Data(report.counts->signals[fate]));
  }
  counters.Set("prompt_signals", std::move(signals));
  for (const Count& count : report.counts->others) counters.Set(std::string(count.name), count.number);
  data.Set("generation", report.counts->generation);
  data.Set("counters", std::move(counters));
  return data;
}

std::string SinceText(const std::optional<base::Wall>& since) { return TimeText(since).value_or("an unknown time"); }

// Empty if the policy does not ask for shared limits, or the daemon has not answered.
std::string LimitsText(const Value& said) {
  const Value* limits = said.Find("limits");
  if (limits == nullptr || limits->TextOf("asked") != "true") return {};
  if (limits->TextOf("shared") == "true") return fmt::format("shared; other gates: {}", limits->TextOf("gates"));
  const std::string why = limits->TextOf("why_not");
  return fmt::format("{}{}{}", Paint("counted by this gate alone", Tone::kBad, Stream::kData), why.empty() ? "" : ": ",
                     Visible(why));
}

void ShowControl(const ControlReport& control) {
  std::string words = Paint("not running", Tone::kBad, Stream::kData);
  if (control.pid) {
    words = fmt::format("{} as process {} since {}{}", Paint("running", Tone::kGood, Stream::kData), *control.pid,
                        SinceText(control.since), control.answers ? "" : ", but does not answer yet");
  }
  Print(fmt::format("  {:<13}{}", "control", words));
  if (const std::string limits = LimitsText(control.said); !limits.empty()) {
    Print(fmt::format("  {:<13}{}", "limits", limits));
  }
}

void ShowCounts(const Counts& counts) {
  Print(fmt::format("  {:<13}{}", "generation", counts.generation));
  Print(fmt::format("  {:<37}{}", "allowed", counts.allowed));
  for (const Count& count : counts.refused) Print(fmt::format("  {:<9}{:<28}{}", "refused", count.name, count.number));
  for (const Count& count : counts.observed) {
    Print(fmt::format("  {:<9}{:<28}{}", "observed", count.name, count.number));
  }
  for (size_t fate = 0; fate < state::kSignalFates; ++fate) {
    const std::string_view name = state::Name(static_cast<state::SignalFate>(fate));
    for (const Count& count : counts.signals[fate]) {
      Print(fmt::format("  {:<9}{:<28}{}", name, fmt::format("prompts with {}", count.name), count.number));
    }
  }
  for (const std::string_view shown : kShownCounts) {
    const auto count = std::ranges::find(counts.others, shown, &Count::name);
    if (count == counts.others.end()) continue;
    Print(fmt::format("  {:<37}{}", count->name, count->number));
    if (shown == kEventFailures && count->number > 0)
      Warn("security events were lost: is the disk of the event log full?");
  }
}

void Show(const StatusReport& report) {
  Print(report.gate
            ? fmt::format("{} as process {} with {} workers since {}", Paint("running", Tone::kGood, Stream::kData),
                          report.gate->master, report.gate->workers.size(), SinceText(report.since))
            : Paint("not running", Tone::kBad, Stream::kData));
  const std::pair<std::string_view, std::string_view> fields[] = {{"policy", report.policy},
                                                                  {"profile", report.profile},
                                                                  {"environment", report.environment},
                                                                  {"mode", report.mode},
                                                                  {"run_dir", report.run_dir}};
  for (const auto& [name, text] : fields) Print(fmt::format("  {:<13}{}", name, Visible(text)));
  for (const std::string& address : report.listen) Print(fmt::format("  {:<13}{}", "listen", address));
  if (report.control) ShowControl(*report.control);
  if (report.counts) ShowCounts(*report.counts);
}

Outcome Status(const StatusOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  if (auto allowed = system::MayLookInto(policy->run_dir); !allowed) return std::unexpected(allowed.error());
  const StatusReport report = LookAt(*policy, options.policy);
  if (options.format == Format::kJson) {
    PrintJson(Data(report));
  } else {
    Show(report);
  }
  return report.gate ? ExitCode::kFine : ExitCode::kNothingToDo;
}

}  // namespace

Command StatusCommand() {
  auto options = std::make_shared<StatusOptions>();
  return {.help = "Show whether the gate runs, and how many requests it allowed and refused",
          .options = {PolicyOption(options->policy), FormatOption(options->format)},
          .examples = {"gatehouse status", "gatehouse status --format json",
                       "gatehouse status > /dev/null || gatehouse up --detach"},
          .action = Runs(options, Status)};
}

}  // namespace gatehouse::cli
