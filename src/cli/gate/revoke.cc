// gatehouse revoke add|remove|list: tokens that are no longer good although their signature is, by id, subject or key.
// In force at the next request of every worker.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/gate_state.h"
#include "cli/gate/policy_file.h"
#include "state/revocations.h"

namespace gatehouse::cli {
namespace {

constexpr const char* kKinds = "jti|subject|key";

struct RevokeOptions {
  std::string policy = kDefaultPolicy;
  state::Revocation what;
  std::optional<std::chrono::seconds> duration;
  Format format = Format::kText;
};

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

base::Result<state::Revoked> ParseKind(std::string_view text) {
  for (const auto kind : {state::Revoked::kTokenId, state::Revoked::kSubject, state::Revoked::kKeyId}) {
    if (state::Name(kind) == text) return kind;
  }
  return base::Fail("Nothing that can be revoked", {}, "write jti, subject or key");
}

std::string Text(const state::Revocation& revocation) {
  return fmt::format("{} {}{}", state::Name(revocation.what), revocation.value,
                     revocation.issuer.empty() ? "" : " of " + revocation.issuer);
}

std::string Seconds(base::Wall time) {
  return TimeText(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

void Tell(const gate::Policy& policy, const state::Region& region, const RevokeOptions& options, base::Wall now,
          std::string_view verb) {
  const std::string details = fmt::format("{} {}{}{} by the command line", verb, Text(options.what),
                                          options.what.reason.empty() ? "" : ": ", options.what.reason);
  events::Event event{
      .time = now, .type = events::type::kRevoked, .severity = gate::Severity::kMedium, .details = details};
  event.issuer = options.what.issuer;
  event.policy_generation = region.policy_generation();
  WriteEvent(policy, region, event);
}

ExitCode Add(const RevokeOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  const auto region = OpenState(*policy);
  if (!region) return Refuse(region.error());

  const base::Wall now = base::ReadClocks().wall;
  state::Revocation revocation = options.what;
  if (options.duration) revocation.expires = now + *options.duration;
  if (const auto added = state::Revocations(*region).Add(revocation, now); !added) return Refuse(added.error());
  Tell(*policy, *region, options, now, "revoked");
  Say(fmt::format("Revoked {}.", Visible(Text(revocation))));
  return ExitCode::kFine;
}

ExitCode Remove(const RevokeOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  const auto region = OpenState(*policy);
  if (!region) return Refuse(region.error());

  const auto removed = state::Revocations(*region).Remove(options.what.what, options.what.issuer, options.what.value);
  if (!removed) return Refuse(removed.error());
  if (!*removed) {
    Say(fmt::format("{} was not revoked.", Visible(Text(options.what))));
    return ExitCode::kNothingToDo;
  }
  Tell(*policy, *region, options, base::ReadClocks().wall, "no longer revoked:");
  Say(fmt::format("{} is no longer revoked.", Visible(Text(options.what))));
  return ExitCode::kFine;
}

Json ToJson(const state::Revocation& revocation) {
  const auto time = [](const std::optional<base::Wall>& at) { return at ? Json(Seconds(*at)) : Json(nullptr); };
  return {{"what", state::Name(revocation.what)}, {"value", revocation.value},
          {"issuer", revocation.issuer},          {"issued_before", time(revocation.issued_before)},
          {"reason", revocation.reason},          {"since", Seconds(revocation.since)},
          {"expires", time(revocation.expires)}};
}

ExitCode List(const RevokeOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  const auto region = LookAtState(*policy);
  if (!region) return Refuse(region.error());

  std::vector<state::Revocation> revocations;
  if (*region) revocations = state::Revocations(**region).List(base::ReadClocks().wall);
  for (const state::Revocation& revocation : revocations) {
    if (options.format == Format::kJson) {
      PrintJson(ToJson(revocation));
    } else {
      Print(fmt::format("{:<56}{:<32}{}", Visible(Text(revocation)),
                        revocation.expires ? "until " + Seconds(*revocation.expires) : "for ever",
                        Visible(revocation.reason)));
    }
  }
  if (revocations.empty()) Say("Nothing is revoked.");
  return ExitCode::kFine;
}

CLI::App* AddTargetCommand(CLI::App& revoke, const std::string& name, const std::string& help, RevokeOptions& options) {
  CLI::App* command = revoke.add_subcommand(name, help);
  AddParsed(*command, "WHAT", options.what.what, ParseKind, "What is named: a token's jti, a subject, or a key")
      ->type_name(kKinds)
      ->required();
  command->add_option("VALUE", options.what.value, "The jti, the subject, the key's kid or thumbprint")->required();
  command->add_option("--issuer", options.what.issuer, "Only tokens of this issuer")->type_name("ISSUER");
  AddPolicyOption(*command, options.policy);
  return command;
}

}  // namespace

void AddRevoke(CLI::App& program, Action& chosen) {
  CLI::App* revoke = program.add_subcommand("revoke", "Take back tokens that were issued");
  revoke->require_subcommand(1);
  SetExamples(*revoke, {"gatehouse revoke add subject droplet:14 --reason 'key was lost'", "gatehouse revoke list"});

  auto added = std::make_shared<RevokeOptions>();
  CLI::App* add = AddTargetCommand(*revoke, "add", "Refuse these tokens, from the next request on", *added);
  AddParsed(*add, "--issued-before", added->what.issued_before, ParseTime, "Only tokens issued before this time")
      ->type_name("TIME");
  AddParsed(*add, "--for", added->duration, ParseDuration, "Until such tokens have ended anyway (default: for ever)")
      ->type_name("DURATION");
  add->add_option("--reason", added->what.reason, "Why: for the list and the event log")->type_name("TEXT");
  SetExamples(*add, {
                        "gatehouse revoke add jti 8Jt0cGf2RZ2yQq2mB4rN3w --for 24h",
                        "gatehouse revoke add subject droplet:14 --issued-before 2026-01-31T12:00:00Z",
                        "gatehouse revoke add key registry-2025 --reason 'rotated out'",
                    });
  SetAction(*add, chosen, added, Add);

  auto removed = std::make_shared<RevokeOptions>();
  CLI::App* remove = AddTargetCommand(*revoke, "remove", "Take a revocation back", *removed);
  SetExamples(*remove, {"gatehouse revoke remove subject droplet:14"});
  SetAction(*remove, chosen, removed, Remove);

  auto listed = std::make_shared<RevokeOptions>();
  CLI::App* list = revoke->add_subcommand("list", "What is revoked, why, and until when; in JSON one object a line");
  AddPolicyOption(*list, listed->policy);
  AddFormatOption(*list, listed->format);
  SetExamples(*list, {"gatehouse revoke list --format json"});
  SetAction(*list, chosen, listed, List);
}

}  // namespace gatehouse::cli
