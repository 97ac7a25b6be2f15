#include "control/service/unwritten.h"

#include <utility>

namespace gatehouse::service {

std::string UnwrittenReason(std::string_view reason) { return std::string(kUnwritten).append(reason); }

std::vector<state::Revocation> UnwrittenOf(const GateLink& link, std::string_view issuer, base::Wall now) {
  std::vector<state::Revocation> unwritten;
  for (state::Revocation& revocation : link.Revocations(now)) {
    if (revocation.issuer != issuer || !revocation.reason.starts_with(kUnwritten)) continue;
    revocation.reason.erase(0, kUnwritten.size());
    unwritten.push_back(std::move(revocation));
  }
  return unwritten;
}

}  // namespace gatehouse::service
