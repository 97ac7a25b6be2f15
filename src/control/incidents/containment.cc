#include "control/incidents/containment.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "base/counted.h"
#include "state/block_table.h"

namespace gatehouse::incidents {
namespace {

constexpr std::string_view kOtherWays =
    "give --no-block, and contain it in another way, such as gatehouse registry suspend or gatehouse revoke add";

// Exactly one is set.
struct Target {
  std::optional<base::IpNetwork> network;
  std::optional<state::BlockedIdentity> identity;
};

base::Result<Target> TargetOf(const detect::Subject& subject) {
  using detect::SubjectKind;
  if (subject.kind == SubjectKind::kAddress) {
    const auto network = base::IpNetwork::Parse(subject.name);
    if (!network) return base::Fail("The subject of the incident is not an address", subject.name);
    return Target{.network = network, .identity = {}};
  }
  if (subject.kind == SubjectKind::kAccount || subject.kind == SubjectKind::kDroplet) {
    return Target{.network = {}, .identity = state::BlockedIdentity{subject.issuer, subject.name}};
  }
  return base::Fail(fmt::format("There is nobody to block: the incident is about {}", subject.Text()), "",
                    std::string(kOtherWays));
}

void Log(const Containment& context, events::EventType type, const detect::Subject& subject, const Target& target,
         std::string_view details, base::Wall now) {
  events::Event event{.time = now, .type = type, .details = details};
  if (target.network) {
    event.address = target.network->address();
  } else {
    event.principal = subject.name;
    event.issuer = subject.issuer;
  }
  context.link.Log(event);
}

base::Result<std::string> KeepOneOut(const Containment& context, const detect::Subject& subject, std::string_view why,
                                     std::chrono::seconds duration, base::Wall now) {
  const auto target = TargetOf(subject);
  if (!target) return std::unexpected(target.error());
  state::BlockTable blocks(context.region);
  const base::Wall ends = now + duration;
  const auto added = target->network
                         ? blocks.AddNetwork(*target->network, why, now, ends, context.policy.proxies.trusted)
                         : blocks.AddIdentity(*target->identity, why, now, ends);
  if (!added) return std::unexpected(added.error());
  std::string done = fmt::format("{} is blocked for {} s", subject.Text(), duration.count());
  Log(context, events::type::kBlockAdded, subject, *target, fmt::format("{}: {}", done, why), now);
  return done;
}

// Whether the block is the target's, and no older than the incident. Times of incidents are whole seconds.
bool IsSince(const state::Block& block, const Target& target, base::Wall opened) {
  const auto& network = block.network;
  const auto& identity = block.identity;
  const bool same =
      target.network
          ? network && network->address() == target.network->address() && network->bits() == target.network->bits()
          : identity && identity->subject == target.identity->subject && identity->issuer == target.identity->issuer;
  return same && block.since + std::chrono::seconds(1) > opened;
}

}  // namespace

base::Result<std::string> KeepOut(const Containment& context, std::span<const detect::Subject> subjects,
                                  std::string_view why, std::chrono::seconds duration, base::Wall now) {
  std::string last;
  size_t blocked = 0;
  std::optional<base::Error> fault;
  for (const detect::Subject& subject : subjects) {
    if (auto done = KeepOneOut(context, subject, why, duration, now)) {
      last = std::move(*done);
      ++blocked;
    } else if (!fault) {
      fault = done.error();
    }
  }
  if (blocked == 0) return std::unexpected(fault.value_or(base::Error{"The incident is about nobody", {}, {}}));
  if (blocked > 1) last = fmt::format("{} subjects are blocked for {} s", blocked, duration.count());
  if (fault) last += fmt::format("; {} not: {}", base::Counted(subjects.size() - blocked, "is", "are"), fault->Text());
  return last;
}

base::Result<std::string> LetIn(const Containment& context, std::span<const detect::Subject> subjects,
                                base::Wall opened, std::string_view why, base::Wall now) {
  state::BlockTable blocks(context.region);
  const std::vector<state::Block> there = blocks.List(now);
  size_t lifted = 0;
  for (const detect::Subject& subject : subjects) {
    const auto target = TargetOf(subject);
    if (!target) continue;
    if (std::ranges::none_of(there, [&](const state::Block& block) { return IsSince(block, *target, opened); }))
      continue;
    const auto removed =
        target->network ? blocks.RemoveNetwork(*target->network) : blocks.RemoveIdentity(*target->identity);
    if (!removed) return std::unexpected(removed.error());
    if (!*removed) continue;
    ++lifted;
    Log(context, events::type::kBlockRemoved, subject, *target,
        fmt::format("{} is no longer blocked: {}", subject.Text(), why), now);
  }
  return lifted == 0 ? std::string("nobody was blocked any more")
                     : base::Counted(lifted, "block is", "blocks are") + " lifted";
}

}  // namespace gatehouse::incidents
