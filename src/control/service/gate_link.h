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

// The gate's side of things as the daemon's parts see it. daemon.cc binds it to the mapped state and the event log;
// tests bring their own. Calls are safe from several threads.
class GateLink {
 public:
  virtual ~GateLink() = default;
  // In force at the gate's next request.
  [[nodiscard]] virtual base::Result<> Revoke(const state::Revocation& revocation, base::Wall now) = 0;
  [[nodiscard]] virtual base::Result<> Unrevoke(state::Revoked what, std::string_view issuer,
                                                std::string_view value) = 0;
  [[nodiscard]] virtual bool IsRevoked(const jose::Claims& principal, base::Wall now) const = 0;
  [[nodiscard]] virtual std::vector<state::Revocation> Revocations(base::Wall now) const = 0;
  // Files below data_dir/public have changed: workers read them before their next request.
  virtual void FilesChanged() = 0;
  // One place under a limit that the gate's own table counts.
  virtual gate::RateVerdict Take(const gate::Limit& limit, std::string_view key, base::Steady now) = 0;
  // Gives back a place that was just taken: what it was for did not happen.
  virtual void GiveBack(const gate::Limit& limit, std::string_view key, base::Steady now) = 0;
  // How often the gate has refused for this reason; grows over restarts.
  [[nodiscard]] virtual uint64_t Refused(gate::Reason reason) const = 0;
  // A security event. One that can't be written is counted; nothing waits for it. Equal refusals of one second become
  // one event with a count (events/repeats.h),
  virtual void Log(const events::Event& event) = 0;
  // which is written here: to be called once in Repeats::kToldEvery.
  virtual void LogRepeats(base::Wall now) = 0;
};

}  // namespace gatehouse::service
