// gatehouse check: is this a policy that `up` would start? Every error at once, with its place and its mend.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/gate/policy_file.h"
#include "gate/policy/warnings.h"

namespace gatehouse::cli {
namespace {

struct CheckOptions {
  std::string policy = kDefaultPolicy;
  Format format = Format::kText;
};

Json Summary(const gate::Policy& policy) {
  Json listen = Json::array();
  for (const gate::ListenAddress& address : policy.listen) listen.push_back(ListenText(policy, address));
  Json routes = Json::array();
  for (const gate::Route& route : policy.routes) routes.push_back(route.label);
  return {{"profile", policy.profile},   {"environment", Name(policy.environment)}, {"mode", Name(policy.mode)},
          {"listen", std::move(listen)}, {"upstreams", policy.upstreams.size()},    {"issuers", policy.issuers.size()},
          {"routes", std::move(routes)}};
}

std::vector<base::Error> WarningsOf(const gate::LoadedPolicy& loaded) {
  std::vector<base::Error> warnings = gate::WarningsOf(loaded.policy);
  warnings.insert(warnings.end(), loaded.issuers.notes.begin(), loaded.issuers.notes.end());
  return warnings;
}

ExitCode Check(const CheckOptions& options) {
  const auto loaded = LoadPolicyFile(options.policy);
  if (options.format == Format::kJson) {
    Json verdict = {{"ok", loaded.has_value()}, {"policy", options.policy}, {"errors", Json::array()}};
    if (loaded) {
      verdict.update(Summary(loaded->policy));
      verdict["warnings"] = Json::array();
      for (const base::Error& warning : WarningsOf(*loaded)) verdict["warnings"].push_back(ToJson(warning));
    } else {
      for (const base::Error& error : loaded.error()) verdict["errors"].push_back(ToJson(error));
    }
    PrintJson(verdict);
    return loaded ? ExitCode::kFine : ExitCode::kCouldNotRun;
  }
  if (!loaded) {
    Complain(loaded.error());
    return ExitCode::kCouldNotRun;
  }
  const gate::Policy& policy = loaded->policy;
  Print(fmt::format("{} {}: profile {}, {}, {} routes, {} issuers, {} upstreams, mode {}",
                    Paint("ok", Tone::kGood, Stream::kData), options.policy,
                    policy.profile.empty() ? "none" : policy.profile, Name(policy.environment), policy.routes.size(),
                    policy.issuers.size(), policy.upstreams.size(), Name(policy.mode)));
  for (const base::Error& warning : WarningsOf(*loaded)) Print("warning: " + warning.Text());
  return ExitCode::kFine;
}

}  // namespace

void AddCheck(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = program.add_subcommand("check", "Say everything that is wrong with a policy, or that it is good");
  CLI::Option* flag = AddPolicyOption(*command, options->policy);
  command->add_option("FILE", options->policy, "The policy file, without -c")->type_name("FILE")->excludes(flag);
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse check", "gatehouse check deploy/gatehouse.yaml --format json"});
  SetAction(*command, chosen, options, Check);
}

}  // namespace gatehouse::cli
