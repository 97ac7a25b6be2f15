// The state that the gate keeps between requests, as the stages see it: rate buckets, blocks, revocations.
// state/ keeps it in the mapped file; tests and `explain` have their own implementations. Calls are cheap, never block
// and never throw.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/ip.h"
#include "gate/admit/limit.h"
#include "gate/request/principal.h"

namespace gatehouse::gate {

struct RateVerdict {
  bool admitted = false;
  uint32_t remaining = 0;               // requests left in the window after this one
  std::chrono::seconds retry_after{0};  // if refused: whole seconds until a request is admitted again
  std::chrono::seconds reset{0};        // until the whole quota is available again
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  // Counts one request under `limit` for `key`: the bytes of an address, or of an issuer and its subject or claim.
  virtual RateVerdict Take(const Limit& limit, std::string_view key, base::Steady now) = 0;
  // Undoes Take for a request that a later limit refused.
  virtual void GiveBack(const Limit& limit, std::string_view key, base::Steady now) = 0;

  virtual bool AddressBlocked(const base::IpAddress& client, base::Wall now) const = 0;
  virtual bool IdentityBlocked(std::string_view issuer, std::string_view subject, base::Wall now) const = 0;
  virtual bool Revoked(const Principal& principal, base::Wall now) const = 0;
};

}  // namespace gatehouse::gate
