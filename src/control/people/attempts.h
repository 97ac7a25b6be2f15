// Limits of login attempts (rows A10 C11), counted in the gate's own table, so that a restart of the daemon
// allows no new attempts. A limit applies per account to all unknown addresses together. One of these gets
// at most the limit, and at most kShare of a long one. The first kFirst attempts from a network have separate
// places under the same limits, so that a guesser does not lock out people at other addresses. An address
// with a recent login to the account also has separate places. Tests: attempts_test.cc,
// tests/attacks/test_lockout.py.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ip.h"
#include "control/service/gate_link.h"
#include "control/store/database.h"
#include "control/store/users.h"
#include "gate/admit/limit.h"

namespace gatehouse::people {

class Attempts {
 public:
  static constexpr double kShare = 0.4;
  static constexpr uint32_t kFirst = 2;
  static constexpr std::chrono::minutes kShort{1};       // limits over at most this time have no shares
  static constexpr std::chrono::hours kRecent{24 * 30};  // an address is known for this time after a login

  // The two steps of a login; each has separate places, so that guessing passwords
  // uses up no attempts for codes.
  enum class Step : uint8_t { kPassword, kCode };
  // Attempts of people who are logged in: guesses at the login do not affect them.
  enum class What : uint8_t { kConfirmation, kCode };

  Attempts(service::GateLink& link, store::Database& database, const std::vector<gate::Limit>& limits)
      : link_(link), database_(database), limits_(limits) {}
  // Takes a place under every limit, or under none. If one has no place, returns the seconds to wait. Unknown names
  // are counted like known ones. The gate's table only gets a digest of the name. Thread-safe.
  [[nodiscard]] std::optional<std::chrono::seconds> LoginRefused(Step step, const std::string& name,
                                                                 const base::IpAddress& client, base::Now now);
  // The same for a person who is logged in: only per account.
  [[nodiscard]] std::optional<std::chrono::seconds> Refused(What what, std::string_view name, base::Steady now);
  // Records a successful login from the address in the database; if that fails, the address stays unknown.
  void LoggedIn(const store::User& user, const base::IpAddress& client, base::Wall now);
  void Tick(base::Wall now);  // deletes expired entries

 private:
  struct Place {
    gate::Limit limit;
    std::string key;
  };
  std::optional<std::chrono::seconds> TakeAll(const std::vector<Place>& places, base::Steady now);
  bool IsKnown(const std::string& name, const base::IpAddress& client, base::Wall now);

  service::GateLink& link_;
  store::Database& database_;
  const std::vector<gate::Limit>& limits_;
  base::Wall next_cleaning_{};  // used only by Tick's thread
};

}  // namespace gatehouse::people
