// The daemon's parts use this, besides the database: changes for the gate, and events for the log.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "events/event.h"
#include "gate/admit/ledger.h"
#include "gate/request/reason.h"
#include "state/revocations.h"

namespace gatehouse::service {

// The daemon's interface to the gate. daemon.cc implements it with the mapped state and the event log;
// tests have their own. Thread-safe.
class GateLink {
 public:
  virtual ~GateLink() = default;
  // Takes effect at the gate's next request.
  [[nodiscard]] virtual base::Result<> Revoke(const state::Revocation& revocation, base::Wall now) = 0;
  [[nodiscard]] virtual base::Result<> Unrevoke(state::Revoked what, std::string_view issuer,
                                                std::string_view value) = 0;
  [[nodiscard]] virtual bool IsRevoked(const jose::Claims& principal, base::Wall now) const = 0;
  [[nodiscard]] virtual std::vector<state::Revocation> Revocations(base::Wall now) const = 0;
  // Call this after a change of files in data_dir/public: workers read them again before their next request.
  virtual void FilesChanged() = 0;
  // Takes one place under a limit in the gate's own table.
  virtual gate::RateVerdict Take(const gate::Limit& limit, std::string_view key, base::Steady now) = 0;
  // Gives back a place that was just taken, because its attempt did not happen.
  virtual void GiveBack(const gate::Limit& limit, std::string_view key, base::Steady now) = 0;
  // How many requests the gate has refused for this reason, across restarts.
  [[nodiscard]] virtual uint64_t Refused(gate::Reason reason) const = 0;
  // Logs a security event. If it cannot be written, that is counted; the caller is not delayed. Equal refusals within a
  // second become one event with a count (events/repeats.h),
  virtual void Log(const events::Event& event) = 0;
  // which this function writes: to be called once per Repeats::kToldEvery.
  virtual void LogRepeats(base::Wall now) = 0;
};

}  // namespace gatehouse::service
