// GateLink, implemented with the mapped state and the event log. Tests:
// mapped_link_test.cc.
#pragma once

#include <mutex>

#include "control/service/gate_link.h"
#include "events/repeats.h"
#include "events/writer.h"
#include "state/mapped_ledger.h"
#include "state/region.h"

namespace gatehouse::control {

// The region must outlive it. Thread-safe.
class MappedLink final : public service::GateLink {
 public:
  MappedLink(state::Region& region, events::Writer writer);

  base::Result<> Revoke(const state::Revocation& revocation, base::Wall now) override;
  base::Result<> Unrevoke(state::Revoked what, std::string_view issuer, std::string_view value) override;
  bool IsRevoked(const jose::Claims& principal, base::Wall now) const override;
  std::vector<state::Revocation> Revocations(base::Wall now) const override;
  void FilesChanged() override;
  gate::RateVerdict Take(const gate::Limit& limit, std::string_view key, base::Steady now) override;
  void GiveBack(const gate::Limit& limit, std::string_view key, base::Steady now) override;
  uint64_t Refused(gate::Reason reason) const override;
  void Log(const events::Event& event) override;
  void LogRepeats(base::Wall now) override;

 private:
  state::Region& region_;
  std::mutex taking_;
  state::MappedLedger ledger_;  // under taking_
  std::mutex writing_;
  void Write(const events::Event& event);  // under writing_
  events::Writer writer_;                  // under writing_
  events::Repeats repeats_;                // under writing_
};

}  // namespace gatehouse::control
