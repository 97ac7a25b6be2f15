// gatehouse revoke add|remove|list: refuses tokens whose signature is still valid, by token id, subject or key.
// Takes effect at the next request in every worker.
#include <fmt/format.h>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/gate_state.h"
#include "cli/gate/policy_file.h"
#include "policy_file/load.h"
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

base::Result<state::Revoked> ParseKind(std::string_view text) {
  for (const auto kind : {state::Revoked::kTokenId, state::Revoked::kSubject, state::Revoked::kKeyId}) {
    if (state::Name(kind) == text) return kind;
  }
  return base::Fail("Nothing that can be revoked", {}, "write jti, subject or key");
}

std::string OfIssuer(const state::Revocation& revocation) {
  return revocation.issuer.empty() ? "" : " of " + revocation.issuer;
}

std::string NameOf(const state::Revocation& revocation) {
  return fmt::format("{} {}{}", state::Name(revocation.what), revocation.value, OfIssuer(revocation));
}

void Tell(const gate::Policy& policy, const state::Region& region, const RevokeOptions& options, base::Wall now,
          events::EventType type) {
  const std::string details =
      fmt::format("{}{}{}{} by {} on the command line", state::EventText(options.what.what, options.what.value),
                  OfIssuer(options.what), options.what.reason.empty() ? "" : ": ", options.what.reason, Operator());
  events::Event event{.time = now, .type = type, .details = details};
  if (options.what.what == state::Revoked::kSubject) event.principal = options.what.value;
  event.issuer = options.what.issuer;
  event.policy_generation = region.policy_generation();
  WriteEvent(policy, region, event);
}

Outcome AddRevocation(const RevokeOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  const auto region = OpenState(*policy);
  if (!region) return std::unexpected(region.error());

  const base::Wall now = base::ReadClocks().wall;
  state::Revocation revocation = options.what;
  if (options.duration) revocation.expires = now + *options.duration;
  if (const auto added = state::Revocations(*region).Add(revocation, now); !added)
    return std::unexpected(added.error());
  Tell(*policy, *region, options, now, events::type::kRevoked);
  Say(fmt::format("Revoked {}.", Visible(NameOf(revocation))));
  return ExitCode::kFine;
}

Outcome RemoveRevocation(const RevokeOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  const auto region = OpenState(*policy);
  if (!region) return std::unexpected(region.error());

  const auto removed = state::Revocations(*region).Remove(options.what.what, options.what.issuer, options.what.value);
  if (!removed) return std::unexpected(removed.error());
  if (!*removed) {
    Say(fmt::format("{} was not revoked.", Visible(NameOf(options.what))));
    return ExitCode::kNothingToDo;
  }
  Tell(*policy, *region, options, base::ReadClocks().wall, events::type::kRevocationRemoved);
  Say(fmt::format("{} is no longer revoked.", Visible(NameOf(options.what))));
  return ExitCode::kFine;
}

Value RevocationValue(const state::Revocation& revocation) {
  return Object({{"what", state::Name(revocation.what)},
                 {"value", revocation.value},
                 {"issuer", revocation.issuer},
                 {"issued_before", TimeText(revocation.issued_before)},
                 {"reason", revocation.reason},
                 {"since", TimeText(revocation.since)},
                 {"expires", TimeText(revocation.expires)}});
}

Outcome ListRevocations(const RevokeOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  const auto region = LookAtState(*policy);
  if (!region) return std::unexpected(region.error());

  std::vector<state::Revocation> revocations;
  if (*region) revocations = state::Revocations(**region).List(base::ReadClocks().wall);
  for (const state::Revocation& revocation : revocations) {
    if (options.format == Format::kJson) {
      PrintJson(RevocationValue(revocation));
    } else {
      Print(fmt::format("{:<55} {:<31} {}", Visible(NameOf(revocation)),
                        revocation.expires ? "until " + TimeText(*revocation.expires) : "for ever",
                        Visible(revocation.reason)));
    }
  }
  if (revocations.empty()) Say("Nothing is revoked.");
  return ExitCode::kFine;
}

// The options of `add` and `remove` that name what is revoked.
std::vector<Option> Target(RevokeOptions& options) {
  return {Required(Parsed("WHAT", options.what.what, ParseKind, kKinds, "The kind: jti, subject or key")),
          Required(Text("VALUE", options.what.value, "", "The jti, the subject, the key's kid or thumbprint"))};
}

Option IssuerOption(RevokeOptions& options) {
  return Text("--issuer", options.what.issuer, "ISSUER", "Only tokens of this issuer");
}

}  // namespace

Command RevokeGroup() {
  return {.help = "Revoke tokens that were issued",
          .examples = {"gatehouse revoke add subject droplet:14 --reason 'key was lost'", "gatehouse revoke list"},
          .usual = "add"};
}

Command RevokeAddCommand() {
  auto options = std::make_shared<RevokeOptions>();
  return {.help = "Refuse these tokens from the next request on",
          .positionals = Target(*options),
          .options = {IssuerOption(*options), PolicyOption(options->policy),
                      Parsed("--issued-before", options->what.issued_before, ParseTime, "TIME",
                             "Only tokens issued before this time"),
                      Parsed("--for", options->duration, ParseDuration, "DURATION",
                             "How long; use the remaining lifetime of such tokens (default: for ever)"),
                      Text("--reason", options->what.reason, "TEXT", "The reason, for the list and the event log")},
          .examples = {"gatehouse revoke add jti 8Jt0cGf2RZ2yQq2mB4rN3w --for 24h",
                       "gatehouse revoke add subject droplet:14 --issued-before 2026-01-31T12:00:00Z",
                       "gatehouse revoke add key registry-2025 --reason 'rotated out'"},
          .action = Runs(options, AddRevocation)};
}

Command RevokeRemoveCommand() {
  auto options = std::make_shared<RevokeOptions>();
  return {.help = "Lift a revocation",
          .positionals = Target(*options),
          .options = {IssuerOption(*options), PolicyOption(options->policy)},
          .examples = {"gatehouse revoke remove subject droplet:14"},
          .action = Runs(options, RemoveRevocation)};
}

Command RevokeListCommand() {
  auto options = std::make_shared<RevokeOptions>();
  return {.help = "List the revocations, their reasons and their ends; in JSON one object per line",
          .options = {PolicyOption(options->policy), FormatOption(options->format)},
          .examples = {"gatehouse revoke list --format json"},
          .action = Runs(options, ListRevocations)};
}

}  // namespace gatehouse::cli
