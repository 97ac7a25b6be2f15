// gatehouse block add|remove|list: blocks clients from the next request on. Loopback and the policy's trusted
// proxies cannot be blocked.
#include <fmt/format.h>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/block_target.h"
#include "cli/gate/gate_state.h"
#include "cli/gate/policy_file.h"
#include "policy_file/load.h"
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

// Prefix lengths of a single address.
constexpr int kV4Bits = 32;
constexpr int kV6Bits = 128;

std::string Until(const std::optional<base::Wall>& expires) {
  if (!expires) return "until it is removed";
  return "until " + TimeText(*expires);
}

void Tell(const gate::Policy& policy, const state::Region& region, events::EventType type, const BlockOptions& options,
          base::Wall now, std::string_view until) {
  const std::string details = fmt::format("{} {}{}{} by {} on the command line", options.target.Text(), until,
                                          options.reason.empty() ? "" : ": ", options.reason, Operator());
  events::Event event{.time = now, .type = type, .details = details};
  event.policy_generation = region.policy_generation();
  const auto& network = options.target.network;
  if (network && network->bits() == (network->address().IsV4() ? kV4Bits : kV6Bits)) {
    event.address = network->address();
  } else if (const auto& identity = options.target.identity) {
    event.principal = identity->subject;
    event.issuer = identity->issuer;
  }
  WriteEvent(policy, region, event);
}

Outcome AddBlock(const BlockOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  const auto region = OpenState(*policy);
  if (!region) return std::unexpected(region.error());

  state::BlockTable blocks(*region);
  const base::Wall now = base::ReadClocks().wall;
  std::optional<base::Wall> expires;
  if (options.duration) expires = now + *options.duration;
  const auto added =
      options.target.network
          ? blocks.AddNetwork(*options.target.network, options.reason, now, expires, policy->proxies.trusted)
          : blocks.AddIdentity(*options.target.identity, options.reason, now, expires);
  if (!added) return EndWith(ExitCode::kFindings, added.error());
  Tell(*policy, *region, events::type::kBlockAdded, options, now, Until(expires));
  Say(fmt::format("Blocked {} {}.", Visible(options.target.Text()), Until(expires)));
  return ExitCode::kFine;
}

Outcome RemoveBlock(const BlockOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  const auto region = OpenState(*policy);
  if (!region) return std::unexpected(region.error());

  state::BlockTable blocks(*region);
  const auto removed = options.target.network ? blocks.RemoveNetwork(*options.target.network)
                                              : blocks.RemoveIdentity(*options.target.identity);
  if (!removed) return std::unexpected(removed.error());
  if (!*removed) {
    Say(fmt::format("{} was not blocked.", Visible(options.target.Text())));
    return ExitCode::kNothingToDo;
  }
  Tell(*policy, *region, events::type::kBlockRemoved, options, base::ReadClocks().wall, "removed");
  Say(fmt::format("{} is no longer blocked.", Visible(options.target.Text())));
  return ExitCode::kFine;
}

// One block as both formats show it.
struct Entry {
  explicit Entry(const state::Block& block)
      : target(BlockTarget{block.network, block.identity}.Text()),
        reason(block.reason),
        since(block.since),
        expires(block.expires) {}

  [[nodiscard]] Value Data() const {
    return Object({{"target", target}, {"reason", reason}, {"since", TimeText(since)}, {"expires", TimeText(expires)}});
  }
  [[nodiscard]] std::string Line() const {
    return fmt::format("{:<43} {:<41} {}", Visible(target), Until(expires), Visible(reason));
  }

  std::string target;
  std::string reason;
  base::Wall since;
  std::optional<base::Wall> expires;
};

Outcome ListBlocks(const BlockOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.policy);
  if (!policy) return std::unexpected(policy.error());
  const auto region = LookAtState(*policy);
  if (!region) return std::unexpected(region.error());

  std::vector<state::Block> blocks;
  if (*region) blocks = state::BlockTable(**region).List(base::ReadClocks().wall);
  for (const state::Block& block : blocks) {
    const Entry entry(block);
    options.format == Format::kJson ? PrintJson(entry.Data()) : Print(entry.Line());
  }
  if (blocks.empty()) Say("There are no blocks.");
  return ExitCode::kFine;
}

Option TargetPositional(BlockOptions& options) {
  return Required(Parsed("TARGET", options.target, ParseBlockTarget, "",
                         "An address, a network (CIDR), or identity:ISSUER/SUBJECT"));
}

}  // namespace

Command BlockGroup() {
  return {.help = "Block addresses, networks and identities",
          .examples = {"gatehouse block add 192.0.2.1 --for 1h --reason 'guessing tokens'", "gatehouse block list"},
          .usual = "add"};
}

Command BlockAddCommand() {
  auto options = std::make_shared<BlockOptions>();
  return {.help = "Block a target from the next request on",
          .positionals = {TargetPositional(*options)},
          .options = {PolicyOption(options->policy),
                      Parsed("--for", options->duration, ParseDuration, "DURATION",
                             "How long (default: until it is removed)"),
                      Text("--reason", options->reason, "TEXT", "The reason, for the list and the event log")},
          .examples = {"gatehouse block add 192.0.2.1 --for 1h --reason 'guessing tokens'",
                       "gatehouse block add 2001:db8::/64",
                       "gatehouse block add identity:registry.fullpotential.ai/droplet:14"},
          .action = Runs(options, AddBlock)};
}

Command BlockRemoveCommand() {
  auto options = std::make_shared<BlockOptions>();
  return {.help = "Remove a block",
          .positionals = {TargetPositional(*options)},
          .options = {PolicyOption(options->policy)},
          .examples = {"gatehouse block remove 192.0.2.1"},
          .action = Runs(options, RemoveBlock)};
}

Command BlockListCommand() {
  auto options = std::make_shared<BlockOptions>();
  return {.help = "List the blocks, their reasons and their ends; in JSON one object per line",
          .options = {PolicyOption(options->policy), FormatOption(options->format)},
          .examples = {"gatehouse block list", "gatehouse block list --format json | jq -r .target"},
          .action = Runs(options, ListBlocks)};
}

}  // namespace gatehouse::cli
