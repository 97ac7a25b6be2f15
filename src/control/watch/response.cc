#include "control/watch/response.h"

#include <algorithm>
#include <utility>

#include "state/block_table.h"

namespace gatehouse::watch {
namespace {

// Who blocked, for the list: the operator's own blocks say what the operator said.
std::string PrefixOf(std::string_view rule) { return std::string(rule) + ": "; }
std::string ReasonOf(const detect::Finding& finding) { return PrefixOf(finding.rule) + finding.sentence; }

bool Overlap(const base::IpNetwork& a, const base::IpNetwork& b) {
  return a.Contains(b.address()) || b.Contains(a.address());
}

}  // namespace

std::chrono::seconds Escalated(std::chrono::seconds block, int64_t earlier_blocks) {
  const std::chrono::seconds most = std::max<std::chrono::seconds>(block, kLongestEscalation);
  for (int64_t i = 0; i < earlier_blocks && block < most; ++i) block *= 2;
  return std::min(block, most);
}

store::StoredFinding Response::Answer(detect::Finding finding, int64_t earlier_blocks, base::Wall now) const {
  store::StoredFinding answered;
  if (finding.action == detect::Action::kBlock && finding.block_for) {
    const base::Wall until = finding.time + Escalated(*finding.block_for, earlier_blocks);
    answered.not_blocked = until <= now ? "the events are older than the block would last" : Block(finding, now, until);
    if (answered.not_blocked.empty()) answered.blocked_until = until;
  } else if (finding.observed) {
    answered.not_blocked = "the gate only observes the rules of these events";
  }
  answered.finding = std::move(finding);
  return answered;
}

bool Response::IsNeverBlocked(const base::IpNetwork& network) const {
  return std::ranges::any_of(protected_.never_block,
                             [&](const base::IpNetwork& never) { return Overlap(never, network); });
}

std::vector<base::IpNetwork> Response::LiftProtected(std::span<const std::string> rules, base::Wall now) const {
  std::vector<base::IpNetwork> lifted;
  state::BlockTable blocks(region_);
  for (const state::Block& block : blocks.List(now)) {
    if (!block.network || !IsNeverBlocked(*block.network)) continue;
    const bool by_rule =
        std::ranges::any_of(rules, [&](std::string_view rule) { return block.reason.starts_with(PrefixOf(rule)); });
    const auto removed = by_rule ? blocks.RemoveNetwork(*block.network) : false;
    if (removed && *removed) lifted.push_back(*block.network);
  }
  return lifted;
}

// Empty if the block is in force, else why not.
std::string Response::Block(const detect::Finding& finding, base::Wall now, base::Wall until) const {
  state::BlockTable blocks(region_);
  const detect::Subject& subject = finding.subject;
  if (subject.kind == detect::SubjectKind::kAccount || subject.kind == detect::SubjectKind::kDroplet) {
    const state::BlockedIdentity identity{.issuer = subject.issuer, .subject = subject.name};
    for (const state::Block& block : blocks.List(now)) {
      const bool same =
          block.identity && block.identity->issuer == subject.issuer && block.identity->subject == subject.name;
      if (same && (!block.expires || *block.expires >= until)) return {};  // it lasts longer already
    }
    const auto added = blocks.AddIdentity(identity, ReasonOf(finding), now, until);
    return added ? std::string() : added.error().what;
  }
  if (subject.kind != detect::SubjectKind::kAddress) return "there is nobody to block";
  const auto network = base::IpNetwork::Parse(subject.name);
  if (!network) return "it is not an address";
  if (IsNeverBlocked(*network)) return "it is on the never-block list";
  for (const state::Block& block : blocks.List(now)) {
    if (block.network == *network && (!block.expires || *block.expires >= until)) return {};
  }
  const auto added = blocks.AddNetwork(*network, ReasonOf(finding), now, until, protected_.trusted_proxies);
  return added ? std::string() : added.error().what;
}

}  // namespace gatehouse::watch
