// Changes that the gate has and the database does not have yet. The gate's own entry is marked, at the beginning of its
// reason: neither a failing database nor a restart of the daemon loses them, and they are written when the database
// works again. Tests: unwritten_test.cc, trust_admin_test.cc and account_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/service/gate_link.h"

namespace gatehouse::service {

inline constexpr std::string_view kUnwritten = "not in the database yet: ";

[[nodiscard]] std::string UnwrittenReason(std::string_view reason);
// Those of `issuer`, with their reason as it was.
[[nodiscard]] std::vector<state::Revocation> UnwrittenOf(const GateLink& link, std::string_view issuer, base::Wall now);

}  // namespace gatehouse::service
