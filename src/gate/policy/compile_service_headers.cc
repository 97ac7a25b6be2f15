// `service_headers` of a route: which of the gate's own headers its service may set (row B13).
#include <algorithm>

#include "base/bytes.h"
#include "gate/policy/compile.h"
#include "gate/respond/stricter_header.h"

namespace gatehouse::gate {
namespace {

// The only other word is `service`: the key table has refused any third.
constexpr std::string_view kStricter = "stricter";

}  // namespace

std::vector<ServiceHeader> ServiceHeadersMember(Compilation& c, const TextNode& route) {
  std::vector<ServiceHeader> headers;
  const TextNode* map = route.Get("service_headers");
  if (map == nullptr) return headers;
  const std::vector<HeaderValue>& known = c.policy.security_headers;
  for (const TextMember& member : map->members) {
    if (member.value.kind != TextNode::Kind::kScalar) continue;
    const std::string& wins = member.value.text;
    const auto named = std::ranges::find_if(
        known, [&](const HeaderValue& each) { return base::EqualIgnoringCase(each.name, member.name); });
    if (named == known.end()) {
      c.problems.Add(member.place, Quoted(member.name) + " is not one of the gate's headers",
                     "remove it: that header of a service is forwarded unchanged");
    } else if (wins == kStricter && !HasOrder(member.name)) {
      c.problems.Add(member.value.place, "Of two values of " + Quoted(member.name) + " none is the stricter one",
                     "write service, or take it out");
    } else {
      headers.push_back({.which = static_cast<size_t>(named - known.begin()),
                         .wins = wins == kStricter ? ServiceHeader::Wins::kStricter : ServiceHeader::Wins::kService});
    }
  }
  return headers;
}

}  // namespace gatehouse::gate
