// How often an account may be tried (rows A10 C11): counted by the gate's own table, so that a restart of the daemon
// gives nobody new attempts. The limits hold per account over all addresses that nobody knows, and one of these gets at
// most kShare of the long ones: guesses from many addresses stay bounded, and few addresses can't use up what there is.
// An address that the account was opened from lately has places of its own, so that strangers keep nobody out of where
// they usually log in. Shown by attempts_test.cc.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/ip.h"
#include "control/service/gate_link.h"
#include "gate/admit/limit.h"

namespace gatehouse::control {

class Attempts {
 public:
  static constexpr double kShare = 0.4;
  static constexpr std::chrono::minutes kShort{1};       // a limit over this, or less, is no lockout: it has no shares
  static constexpr std::chrono::hours kRecent{24 * 30};  // a good login makes its address known for so long
  static constexpr size_t kMostKnown = 16'384;           // accounts with their addresses; the oldest is forgotten first

  // Each has places of its own: guessing at the login does not keep out who is logged in already.
  enum class What : uint8_t { kConfirmation, kCode };

  Attempts(GateLink& link, const std::vector<gate::Limit>& limits) : link_(link), limits_(limits) {}
  // Takes a place under every limit, or under none. The seconds to wait where one has no place; names that nobody has
  // are counted like any other. Only a digest of the name gets into the table. From several threads.
  [[nodiscard]] std::optional<std::chrono::seconds> LoginRefused(std::string_view name, const base::IpAddress& client,
                                                                 base::Steady now);
  // The same for somebody who is known by more than a name: per account alone.
  [[nodiscard]] std::optional<std::chrono::seconds> Refused(What what, std::string_view name, base::Steady now);
  // The account was opened from there.
  void LoggedIn(std::string_view name, const base::IpAddress& client, base::Steady now);

 private:
  struct Place {
    gate::Limit limit;
    std::string key;
  };
  std::optional<std::chrono::seconds> TakeAll(const std::vector<Place>& places, base::Steady now);
  bool IsKnown(const std::string& key, base::Steady now);

  GateLink& link_;
  const std::vector<gate::Limit>& limits_;
  std::mutex mutex_;
  std::unordered_map<std::string, base::Steady> known_;  // key of account and address → last good login
};

}  // namespace gatehouse::control
