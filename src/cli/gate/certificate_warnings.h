// What `gatehouse check` says of the certificates that a policy names: their end, and hosts that none is for. Shown by
// certificate_warnings_test.cc.
#pragma once

#include <chrono>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::cli {

inline constexpr std::chrono::days kRenewBefore{14};

// where: the file of a certificate, or a host of a route. Nothing of hosts if a file cannot be read: `up` refuses it.
[[nodiscard]] std::vector<base::Error> CertificateWarnings(const gate::Policy& policy, base::Wall now);

}  // namespace gatehouse::cli
