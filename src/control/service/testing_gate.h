// For tests: a gate that is not there. Keeps what is logged.
#pragma once

#include <string>
#include <vector>

#include "control/service/gate_link.h"

namespace gatehouse::service::testing {

class ListeningGate final : public GateLink {
 public:
  struct Told {
    events::EventType type;
    std::string address;
    std::string principal;
    std::string details;
  };
  std::vector<Told> told;

  base::Result<> Revoke(const state::Revocation&, base::Wall) override { return {}; }
  base::Result<> Unrevoke(state::Revoked, std::string_view, std::string_view) override { return {}; }
  bool IsRevoked(const jose::Claims&, base::Wall) const override { return false; }
  std::vector<state::Revocation> Revocations(base::Wall) const override { return {}; }
  void FilesChanged() override {}
  gate::RateVerdict Take(const gate::Limit&, std::string_view, base::Steady) override { return {}; }
  void GiveBack(const gate::Limit&, std::string_view, base::Steady) override {}
  uint64_t Refused(gate::Reason) const override { return 0; }
  void Log(const events::Event& event) override {
    told.push_back({.type = event.type,
                    .address = event.address ? event.address->Text() : "",
                    .principal = std::string(event.principal),
                    .details = std::string(event.details)});
  }
  void LogRepeats(base::Wall) override {}
};

}  // namespace gatehouse::service::testing
