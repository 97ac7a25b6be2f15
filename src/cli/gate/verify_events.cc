// gatehouse events verify: checks the event log and its closed segments against the control daemon's seal, and reports
// the first line that differs.
#include <fmt/format.h>

#include <filesystem>

#include "base/counted.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/gate/policy_file.h"
#include "events/audit_folder.h"
#include "policy_file/load.h"
#include "system/folder_access.h"

namespace gatehouse::cli {
namespace {

struct VerifyOptions {
  std::string policy = kDefaultPolicy;
  std::string key;
  Format format = Format::kText;
};

void Show(const events::AuditReport& report, Format format) {
  if (format == Format::kJson) {
    PrintJson(Object({{"ok", report.broken.empty()},
                      {"segments", report.segments},
                      {"lines", report.lines},
                      {"unsealed_lines", report.unsealed_lines},
                      {"signed_at", TimeText(report.signed_at)},
                      {"broken", ToValue(report.broken)}}));
    return;
  }
  for (const base::Error& error : report.broken) Print(Paint("broken", Tone::kBad, Stream::kData) + " " + error.Text());
  const std::string newest = report.signed_at ? "; signed last at " + TimeText(*report.signed_at) : std::string();
  Print(fmt::format("{} {} sealed, in {} and the open one{}",
                    report.broken.empty() ? Paint("ok", Tone::kGood, Stream::kData) : std::string("  "),
                    base::Counted(report.lines, "line is as it was", "lines are as they were"),
                    base::Counted(report.segments, "closed segment"), newest));
  if (report.unsealed_lines > 0)
    Print("   " + base::Counted(report.unsealed_lines, "newer line is", "newer lines are") + " not sealed yet");
}

Outcome Verify(const VerifyOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  if (!policy->control || !policy->control->watch) {
    return std::unexpected(base::Error{"The policy has no `control.watch`, so nothing seals the event log",
                                       options.policy, "write control: { watch: {} }"});
  }
  const events::AuditFolder folder(policy->control->data_dir + "/audit");
  if (auto allowed = system::MayLookInto(folder.path()); !allowed) return std::unexpected(allowed.error());
  std::error_code error;
  if (!std::filesystem::exists(folder.First(), error)) {
    Say(fmt::format("Nothing was sealed yet: {}", Visible(folder.path())));
    return ExitCode::kNothingToDo;
  }
  const std::string key_file = options.key.empty() ? folder.PublicKey() : options.key;
  const auto pem = base::ReadFile(key_file);
  if (!pem) return std::unexpected(pem.error());
  const auto key = crypto::PublicKey::FromPem(*pem);
  if (!key) return base::Fail("Not a public key: " + key.error().what, key_file, "name the audit.pem of this gate");
  const auto report = events::CheckAudit(folder, policy->event_file, *key);
  if (!report) return std::unexpected(report.error());
  Show(*report, options.format);
  return report->broken.empty() ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command EventsVerifyCommand() {
  auto options = std::make_shared<VerifyOptions>();
  return {.help = "Check the seal of the event log; names the first line that was changed, removed or inserted",
          .options = {PolicyOption(options->policy),
                      Text("--key", options->key, "FILE",
                           "Public key of the seal, kept elsewhere (default: audit/audit.pem in control.data_dir)"),
                      FormatOption(options->format)},
          .examples = {"gatehouse events verify", "gatehouse events verify --key /media/safe/audit.pem --format json"},
          .action = Runs(options, Verify)};
}

}  // namespace gatehouse::cli
