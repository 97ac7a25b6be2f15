// gatehouse block add|remove|list: who is kept out. In force at the next request; loopback and the policy's trusted
// proxies cannot be shut out.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/block_target.h"
#include "cli/gate/gate_state.h"
#include "cli/gate/policy_file.h"
#include "state/block_table.h"

namespace gatehouse::cli {
namespace {

struct BlockOptions {
  std::string policy = kDefaultPolicy;
  BlockTarget target;
  std::optional<std::chrono::seconds> duration;
  std::string reason;
  Format format = Format::kText;
};

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

std::string Until(const std::optional<base::Wall>& expires) {
  if (!expires) return "until it is removed";
  return "until " + TimeText(std::chrono::floor<std::chrono::seconds>(*expires).time_since_epoch().count());
}

void Tell(const gate::Policy& policy, const state::Region& region, std::string_view type, const BlockOptions& options,
          base::Wall now, std::string_view until) {
  const std::string details =
      fmt::format("{}{}{} by the command line", until, options.reason.empty() ? "" : ": ", options.reason);
  const std::string target = options.target.Text();
  events::Event event{.time = now, .type = type, .severity = gate::Severity::kMedium, .details = details};
  event.policy_generation = region.policy_generation();
  event.principal = target;  // an address, a network or an identity
  WriteEvent(policy, region, event);
}

ExitCode Add(const BlockOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  const auto region = OpenState(*policy);
  if (!region) return Refuse(region.error());

  state::BlockTable blocks(*region);
  const base::Wall now = base::ReadClocks().wall;
  std::optional<base::Wall> expires;
  if (options.duration) expires = now + *options.duration;
  const auto added =
      options.target.network
          ? blocks.AddNetwork(*options.target.network, options.reason, now, expires, policy->proxies.trusted)
          : blocks.AddIdentity(*options.target.identity, options.reason, now, expires);
  if (!added) {
    Complain(added.error());
    return ExitCode::kFindings;
  }
  Tell(*policy, *region, events::type::kBlockAdded, options, now, Until(expires));
  Say(fmt::format("Blocked {} {}.", Visible(options.target.Text()), Until(expires)));
  return ExitCode::kFine;
}

ExitCode Remove(const BlockOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  const auto region = OpenState(*policy);
  if (!region) return Refuse(region.error());

  state::BlockTable blocks(*region);
  const auto removed = options.target.network ? blocks.RemoveNetwork(*options.target.network)
                                              : blocks.RemoveIdentity(*options.target.identity);
  if (!removed) return Refuse(removed.error());
  if (!*removed) {
    Say(fmt::format("{} was not blocked.", Visible(options.target.Text())));
    return ExitCode::kNothingToDo;
  }
  Tell(*policy, *region, events::type::kBlockRemoved, options, base::ReadClocks().wall, "removed");
  Say(fmt::format("{} is no longer blocked.", Visible(options.target.Text())));
  return ExitCode::kFine;
}

Json ToJson(const state::Block& block) {
  const BlockTarget target{block.network, block.identity};
  const auto seconds = [](base::Wall time) {
    return TimeText(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
  };
  return {{"target", target.Text()},
          {"reason", block.reason},
          {"since", seconds(block.since)},
          {"expires", block.expires ? Json(seconds(*block.expires)) : Json(nullptr)}};
}

ExitCode List(const BlockOptions& options) {
  const auto policy = CompilePolicyOrComplain({options.policy, {}});
  if (!policy) return ExitCode::kCouldNotRun;
  const auto region = LookAtState(*policy);
  if (!region) return Refuse(region.error());

  std::vector<state::Block> blocks;
  if (*region) blocks = state::BlockTable(**region).List(base::ReadClocks().wall);
  for (const state::Block& block : blocks) {
    const Json entry = ToJson(block);
    if (options.format == Format::kJson) {
      PrintJson(entry);
    } else {
      Print(fmt::format("{:<44}{:<42}{}", Visible(entry["target"].get<std::string>()), Until(block.expires),
                        Visible(block.reason)));
    }
  }
  if (blocks.empty()) Say("Nobody is blocked.");
  return ExitCode::kFine;
}

CLI::App* AddTargetCommand(CLI::App& block, const std::string& name, const std::string& help, BlockOptions& options) {
  CLI::App* command = block.add_subcommand(name, help);
  AddParsed(*command, "TARGET", options.target, ParseBlockTarget,
            "An address, a network (CIDR), or identity:ISSUER/SUBJECT")
      ->required();
  AddPolicyOption(*command, options.policy);
  return command;
}

}  // namespace

void AddBlock(CLI::App& program, Action& chosen) {
  CLI::App* block = program.add_subcommand("block", "Keep addresses, networks and identities out");
  block->require_subcommand(1);
  SetExamples(*block, {"gatehouse block add 192.0.2.1 --for 1h --reason 'guessing tokens'", "gatehouse block list"});

  auto added = std::make_shared<BlockOptions>();
  CLI::App* add = AddTargetCommand(*block, "add", "Keep somebody out, from the next request on", *added);
  AddParsed(*add, "--for", added->duration, ParseDuration, "For how long (default: until it is removed)")
      ->type_name("DURATION");
  add->add_option("--reason", added->reason, "Why: for the list and the event log")->type_name("TEXT");
  SetExamples(*add, {
                        "gatehouse block add 192.0.2.1 --for 1h --reason 'guessing tokens'",
                        "gatehouse block add 2001:db8::/64",
                        "gatehouse block add identity:registry.fullpotential.ai/droplet:14",
                    });
  SetAction(*add, chosen, added, Add);

  auto removed = std::make_shared<BlockOptions>();
  CLI::App* remove = AddTargetCommand(*block, "remove", "Let somebody in again", *removed);
  SetExamples(*remove, {"gatehouse block remove 192.0.2.1"});
  SetAction(*remove, chosen, removed, Remove);

  auto listed = std::make_shared<BlockOptions>();
  CLI::App* list = block->add_subcommand("list", "Who is kept out, why, and until when; in JSON one object a line");
  AddPolicyOption(*list, listed->policy);
  AddFormatOption(*list, listed->format);
  SetExamples(*list, {"gatehouse block list", "gatehouse block list --format json | jq -r .target"});
  SetAction(*list, chosen, listed, List);
}

}  // namespace gatehouse::cli
