#include "gate/respond/caching.h"

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// Visits each member of a comma-separated list. A comma inside quotes splits a member: both halves are kept, in order.
template <typename Visit>
void ForEachMember(std::string_view list, Visit&& visit) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(','), list.size());
    if (const auto member = base::TrimSpace(list.substr(0, end)); !member.empty()) visit(member);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

}  // namespace

std::string PrivateCacheControl(std::string_view cache_control) {
  bool strict = false;
  std::string kept;
  ForEachMember(cache_control, [&](std::string_view member) {
    const std::string_view name = base::TrimSpace(member.substr(0, member.find('=')));
    // `private="set-cookie"` applies to one header only.
    strict = strict || base::EqualIgnoringCase(member, "private") || base::EqualIgnoringCase(name, "no-store");
    if (base::EqualIgnoringCase(name, "public") || base::EqualIgnoringCase(name, "s-maxage")) return;
    kept += ", ";
    kept += member;
  });
  return strict ? std::string(cache_control) : "private" + kept;
}

bool VariesBy(std::string_view vary, std::string_view header) {
  bool named = false;
  ForEachMember(vary, [&](std::string_view member) {
    named = named || member == "*" || base::EqualIgnoringCase(member, header);
  });
  return named;
}

}  // namespace gatehouse::gate
