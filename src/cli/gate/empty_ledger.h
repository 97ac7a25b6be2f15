// A ledger without state, as before the gate's first request. Used by `explain` if no gate runs.
#pragma once

#include "gate/admit/ledger.h"

namespace gatehouse::cli {

class EmptyLedger final : public gate::Ledger {
 public:
  gate::RateVerdict Take(const gate::Limit& limit, std::string_view, base::Steady) override {
    return {.admitted = true, .remaining = limit.count - 1};
  }
  void GiveBack(const gate::Limit&, std::string_view, base::Steady) override {}
  bool AddressBlocked(const base::IpAddress&, base::Wall) const override { return false; }
  bool IdentityBlocked(std::string_view, std::string_view, base::Wall) const override { return false; }
  bool Revoked(const gate::Principal&, base::Wall) const override { return false; }
};

}  // namespace gatehouse::cli
