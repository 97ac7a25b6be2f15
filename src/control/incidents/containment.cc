#include "control/incidents/containment.h"

#include <fmt/format.h>

#include "state/block_table.h"

namespace gatehouse::incidents {
namespace {

constexpr std::string_view kOtherWays =
    "give --no-block, and contain it in another way, such as gatehouse registry suspend or gatehouse revoke add";

}  // namespace

base::Result<std::string> KeepOut(const Containment& context, const detect::Subject& subject, std::string_view why,
                                  std::chrono::seconds duration, base::Wall now) {
  using detect::SubjectKind;
  state::BlockTable blocks(context.region);
  const base::Wall ends = now + duration;
  base::Result<> added;
  events::Event event{.time = now, .type = events::type::kBlockAdded};
  if (subject.kind == SubjectKind::kAddress) {
    const auto network = base::IpNetwork::Parse(subject.name);
    if (!network) return base::Fail("The subject of the incident is not an address", subject.name);
    event.address = network->address();
    added = blocks.AddNetwork(*network, why, now, ends, context.policy.proxies.trusted);
  } else if (subject.kind == SubjectKind::kAccount || subject.kind == SubjectKind::kDroplet) {
    added = blocks.AddIdentity({subject.issuer, subject.name}, why, now, ends);
    event.principal = subject.name;
    event.issuer = subject.issuer;
  } else {
    return base::Fail(fmt::format("There is nobody to block: the incident is about {}", subject.Text()), "",
                      std::string(kOtherWays));
  }
  if (!added) return std::unexpected(added.error());
  std::string done = fmt::format("{} is blocked for {} s", subject.Text(), duration.count());
  const std::string details = fmt::format("{}: {}", done, why);
  event.details = details;
  context.link.Log(event);
  return done;
}

}  // namespace gatehouse::incidents
