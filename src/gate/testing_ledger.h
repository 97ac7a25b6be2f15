// For the tests of the pipeline: a ledger in memory. Not part of the product.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "gate/admit/ledger.h"

namespace gatehouse::gate {

// Counts requests and never forgets any, as in a window of unlimited length.
class FakeLedger : public Ledger {
 public:
  RateVerdict Take(const Limit& limit, std::string_view key, base::Steady) override {
    uint32_t& taken = taken_[{limit.id, std::string(key)}];
    if (taken >= limit.count) return {.admitted = false, .retry_after = std::chrono::seconds{7}};
    ++taken;
    return {.admitted = true, .remaining = limit.count - taken};
  }
  void GiveBack(const Limit& limit, std::string_view key, base::Steady) override {
    --taken_[{limit.id, std::string(key)}];
  }
  bool AddressBlocked(const base::IpAddress& client, base::Wall) const override {
    return blocked_addresses.contains(client);
  }
  bool IdentityBlocked(std::string_view, std::string_view subject, base::Wall) const override {
    return blocked_subjects.contains(std::string(subject));
  }
  bool Revoked(const Principal& principal, base::Wall) const override {
    return revoked_tokens.contains(principal.token_id);
  }

  // The sum over all keys.
  [[nodiscard]] uint32_t Taken(uint64_t limit) const {
    uint32_t sum = 0;
    for (const auto& [key, taken] : taken_) sum += key.first == limit ? taken : 0;
    return sum;
  }

  std::set<base::IpAddress> blocked_addresses;
  std::set<std::string> blocked_subjects;
  std::set<std::string> revoked_tokens;

 private:
  std::map<std::pair<uint64_t, std::string>, uint32_t> taken_;
};

}  // namespace gatehouse::gate
