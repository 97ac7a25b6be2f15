// gatehouse check: would `up` start with this policy? Reports every error at once, with its place and how to fix it.
#include <fmt/format.h>

#include "base/counted.h"
#include "cli/command/verdict.h"
#include "cli/commands.h"
#include "cli/gate/certificate_warnings.h"
#include "cli/gate/detection_rules.h"
#include "cli/gate/policy_file.h"
#include "gate/policy/warnings.h"

namespace gatehouse::cli {
namespace {

struct CheckOptions {
  std::string policy = kDefaultPolicy;
  Format format = Format::kText;
};

std::vector<base::Error> WarningsOf(const gate::LoadedPolicy& loaded) {
  std::vector<base::Error> warnings = gate::WarningsOf(loaded.policy);
  warnings.insert(warnings.end(), loaded.issuers.notes.begin(), loaded.issuers.notes.end());
  const auto of_certificates = CertificateWarnings(loaded.policy, base::ReadClocks().wall);
  warnings.insert(warnings.end(), of_certificates.begin(), of_certificates.end());
  return warnings;
}

void AddSummary(Value& verdict, const gate::LoadedPolicy& loaded) {
  const gate::Policy& policy = loaded.policy;
  Value listen = EmptyList();
  for (const gate::ListenAddress& address : policy.listen) listen.Add(ListenText(policy, address));
  Value routes = EmptyList();
  for (const gate::Route& route : policy.routes) routes.Add(route.label);
  verdict.Set("profile", policy.profile);
  verdict.Set("environment", Name(policy.environment));
  verdict.Set("mode", Name(policy.mode));
  verdict.Set("listen", std::move(listen));
  verdict.Set("upstreams", policy.upstreams.size());
  verdict.Set("issuers", policy.issuers.size());
  verdict.Set("routes", std::move(routes));
  verdict.Set("warnings", ToValue(WarningsOf(loaded)));
}

// Loads the policy, its keys, and the detection rules that it names.
std::expected<gate::LoadedPolicy, std::vector<base::Error>> LoadAll(const std::string& file) {
  auto loaded = LoadPolicyFile(file);
  if (!loaded) return loaded;
  if (const auto rules = RulesOf(loaded->policy); !rules) return std::unexpected(rules.error());
  return loaded;
}

Outcome Check(const CheckOptions& options) {
  const auto loaded = LoadAll(options.policy);
  if (options.format == Format::kJson) {
    Value verdict = Object({{"ok", loaded.has_value()}, {"policy", options.policy}});
    verdict.Set("errors", loaded ? EmptyList() : ToValue(loaded.error()));
    if (loaded) AddSummary(verdict, *loaded);
    PrintJson(verdict);
    return loaded ? ExitCode::kFine : BadVerdict({&options.policy, 1});
  }
  if (!loaded) return std::unexpected(Failure(loaded.error(), BadVerdict({&options.policy, 1})));
  const gate::Policy& policy = loaded->policy;
  Print(fmt::format("{} {}: profile {}, {}, {}, {}, {}, mode {}", Paint("ok", Tone::kGood, Stream::kData),
                    options.policy, policy.profile.empty() ? "none" : policy.profile, Name(policy.environment),
                    base::Counted(policy.routes.size(), "route"), base::Counted(policy.issuers.size(), "issuer"),
                    base::Counted(policy.upstreams.size(), "upstream"), Name(policy.mode)));
  for (const base::Error& warning : WarningsOf(*loaded)) Print("warning: " + warning.Text());
  return ExitCode::kFine;
}

}  // namespace

Command CheckCommand() {
  auto options = std::make_shared<CheckOptions>();
  return {.help = "Check a policy and report all errors",
          .positionals = {Text("FILE", options->policy, "FILE", "The policy file, without -c")},
          .options = {Excluding("FILE", PolicyOption(options->policy)), FormatOption(options->format)},
          .examples = {"gatehouse check", "gatehouse check deploy/gatehouse.yaml --format json"},
          .action = Runs(options, Check)};
}

}  // namespace gatehouse::cli
