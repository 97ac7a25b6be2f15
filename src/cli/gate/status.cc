// gatehouse status: whether the gate and its control daemon run, since when, and what the gate has let through and
// refused, read from the mapped state without touching it.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control/client.h"
#include "cli/gate/nginx_program.h"
#include "cli/gate/policy_file.h"
#include "cli/system/process.h"
#include "control/daemon.h"
#include "control/pid_file.h"
#include "nginx/config/nginx_config.h"
#include "state/block_table.h"
#include "state/counters.h"
#include "state/region.h"
#include "state/revocations.h"

namespace gatehouse::cli {
namespace {

struct StatusOptions {
  std::string policy = kDefaultPolicy;
  Format format = Format::kText;
};

bool IsRefusal(gate::Reason reason) {
  return reason != gate::Reason::kAllowed && reason != gate::Reason::kUpstreamError;
}

// Refusals by log name, those that are 0 left out.
Json ByReason(const std::array<uint64_t, state::kMaxReasons>& counts) {
  Json by_reason = Json::object();
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    const uint64_t count = counts[static_cast<size_t>(info.reason)];
    if (count != 0 && IsRefusal(info.reason)) by_reason[std::string(info.name)] = count;
  }
  return by_reason;
}

Json Counted(const state::Region& region) {
  const state::Counters::Totals totals = state::Counters(region).Read();
  const base::Now now = base::ReadClocks();
  Json counted = {{"allowed", totals.enforced[static_cast<size_t>(gate::Reason::kAllowed)]},
                  {"refused", ByReason(totals.enforced)},
                  {"observed", ByReason(totals.observed)},
                  {"upstream_errors", totals.enforced[static_cast<size_t>(gate::Reason::kUpstreamError)]},
                  {"blocks", state::BlockTable(region).List(now.wall).size()},
                  {"revocations", state::Revocations(region).List(now.wall).size()}};
  for (size_t i = 0; i < state::kCounterCount; ++i) {
    counted[std::string(state::Name(static_cast<state::Counter>(i)))] = totals.named[i];
  }
  return counted;
}

// What the daemon says of itself, as far as it does.
Json ControlReport(const gate::Policy& policy) {
  const auto pid = control::PidFile::Holder(fmt::format("{}/{}", policy.run_dir, control::kPidFile));
  Json report = {{"running", pid.has_value()}, {"answers", false}, {"data_dir", policy.control->data_dir}};
  if (!pid) return report;
  report["pid"] = *pid;
  if (const auto since = StartTime(*pid)) {
    report["since"] = TimeText(std::chrono::floor<std::chrono::seconds>(*since).time_since_epoch().count());
  }
  const auto answer = AskControl(policy, {"GET", "/admin/status"});
  if (!answer || answer->status != 200 || !answer->body.is_object()) return report;
  report["answers"] = true;
  for (const char* field : {"database", "registry", "people"}) report[field] = answer->body.value(field, Json());
  return report;
}

Json Report(const gate::Policy& policy, const std::string& policy_file, const std::optional<RunningGate>& running) {
  Json listen = Json::array();
  for (const gate::ListenAddress& address : policy.listen) listen.push_back(ListenText(policy, address));
  Json report = {{"running", running.has_value()},
                 {"policy", AbsolutePath(policy_file)},
                 {"run_dir", policy.run_dir},
                 {"profile", policy.profile.empty() ? "none" : policy.profile},
                 {"environment", Name(policy.environment)},
                 {"mode", Name(policy.mode)},
                 {"listen", std::move(listen)}};
  if (policy.control) report["control"] = ControlReport(policy);
  if (running) {
    report["pid"] = running->master;
    report["workers"] = running->workers.size();
    const auto since = StartTime(running->master);
    if (since) report["since"] = TimeText(std::chrono::floor<std::chrono::seconds>(*since).time_since_epoch().count());
  }
  return report;
}

void ShowControl(const Json& control) {
  std::string words = Paint("not running", Tone::kBad, Stream::kData);
  if (control["running"].get<bool>()) {
    words = fmt::format("{} as process {} since {}{}", Paint("running", Tone::kGood, Stream::kData),
                        control["pid"].get<int>(), control.value("since", "an unknown time"),
                        control["answers"].get<bool>() ? "" : ", but does not answer yet");
  }
  Print(fmt::format("  {:<13}{}", "control", words));
}

void ShowCounts(const Json& counts, std::string_view title) {
  for (const auto& [reason, count] : counts.items())
    Print(fmt::format("  {:<9}{:<28}{}", title, reason, count.get<uint64_t>()));
}

void Show(const Json& report) {
  const bool running = report["running"].get<bool>();
  Print(running ? fmt::format("{} as process {} with {} workers since {}", Paint("running", Tone::kGood, Stream::kData),
                              report["pid"].get<int>(), report["workers"].get<size_t>(),
                              report.value("since", "an unknown time"))
                : Paint("not running", Tone::kBad, Stream::kData));
  for (const char* field : {"policy", "profile", "environment", "mode", "run_dir"}) {
    Print(fmt::format("  {:<13}{}", field, Visible(report[field].get<std::string>())));
  }
  for (const Json& address : report["listen"]) Print(fmt::format("  {:<13}{}", "listen", address.get<std::string>()));
  if (const auto control = report.find("control"); control != report.end()) ShowControl(*control);
  const auto counters = report.find("counters");
  if (counters == report.end()) return;
  Print(fmt::format("  {:<13}{:016x}", "generation", report["generation"].get<uint64_t>()));
  Print(fmt::format("  {:<37}{}", "allowed", (*counters)["allowed"].get<uint64_t>()));
  ShowCounts((*counters)["refused"], "refused");
  ShowCounts((*counters)["observed"], "observed");
  for (const char* field : {"upstream_errors", "blocks", "revocations", "events_written", "event_failures"}) {
    Print(fmt::format("  {:<37}{}", field, (*counters)[field].get<uint64_t>()));
  }
  if ((*counters)["event_failures"].get<uint64_t>() > 0)
    Warn("security events were lost: is the disk of the event log full?");
}

ExitCode Status(const StatusOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  const auto running = FindRunningGate(*policy);
  Json report = Report(*policy, options.policy, running);
  const auto region = state::Region::OpenReadOnly(nginx::StateFile(*policy));
  if (region) {
    report["generation"] = region->policy_generation();
    report["counters"] = Counted(*region);
  } else if (running) {
    Complain(region.error());
  }
  if (options.format == Format::kJson) {
    PrintJson(report);
  } else {
    Show(report);
  }
  return running ? ExitCode::kFine : ExitCode::kNothingToDo;
}

}  // namespace

void AddStatus(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command =
      program.add_subcommand("status", "Whether the gate runs, and what it has let through and refused");
  AddPolicyOption(*command, options->policy);
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse status", "gatehouse status --format json",
                         "gatehouse status > /dev/null || gatehouse up --detach"});
  SetAction(*command, chosen, options, Status);
}

}  // namespace gatehouse::cli
