// Containing an incident: everybody whom it is about is kept out, or let in again. Shown by containment_test.cc and
// tests/watch/test_incidents.py.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

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

// In force at the next request. Returns what was done, in words; an Error if nobody can be blocked: the gate itself, an
// issuer, an address that must stay open.
[[nodiscard]] base::Result<std::string> KeepOut(const Containment& context, std::span<const detect::Subject> subjects,
                                                std::string_view why, std::chrono::seconds duration, base::Wall now);

// Removes the blocks of the subjects that began since `opened`, no matter who made them; older ones have another
// reason. Returns what was done, in words.
[[nodiscard]] base::Result<std::string> LetIn(const Containment& context, std::span<const detect::Subject> subjects,
                                              base::Wall opened, std::string_view why, base::Wall now);

}  // namespace gatehouse::incidents
