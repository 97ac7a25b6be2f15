// Containing an incident: what it is about is kept out. Shown by containment_test.cc and
// tests/watch/test_incidents.py.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "control/service/gate_link.h"
#include "detect/finding.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::incidents {

inline constexpr std::chrono::seconds kContainedFor = std::chrono::hours(1);
inline constexpr std::chrono::seconds kLongestContained = std::chrono::days(365);

struct Containment {
  const state::Region& region;
  service::GateLink& link;
  const gate::Policy& policy;
};

// In force at the next request. What was done, in words; an Error where nobody is to be blocked: the gate itself, an
// issuer, an address that must stay open.
[[nodiscard]] base::Result<std::string> KeepOut(const Containment& context, const detect::Subject& subject,
                                                std::string_view why, std::chrono::seconds duration, base::Wall now);

}  // namespace gatehouse::incidents
