// How often an account may be tried (rows A10 C11): counted by the gate's own table, so that a restart of the daemon
// gives nobody new attempts. The limits hold per account over all addresses that nobody knows, and one of these gets no
// more than a limit says, and at most kShare of a long one. The first kFirst attempts from a network have places of
// their own, under the same limits: anyone who goes on guessing keeps nobody out who comes from elsewhere. An address
// that the account was opened from lately has places of its own too. Tests: attempts_test.cc,
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
  static constexpr std::chrono::minutes kShort{1};       // a limit over this, or less, is no lockout: it has no shares
  static constexpr std::chrono::hours kRecent{24 * 30};  // a good login makes its address known for so long

  // The two steps of a login, by somebody who is nobody yet; each has places of its own, so that guessing at passwords
  // uses up no codes.
  enum class Step : uint8_t { kPassword, kCode };
  // What somebody does who is logged in: guessing at the login does not keep them out.
  enum class What : uint8_t { kConfirmation, kCode };

  Attempts(service::GateLink& link, store::Database& database, const std::vector<gate::Limit>& limits)
      : link_(link), database_(database), limits_(limits) {}
  // Takes a place under every limit, or under none. The seconds to wait where one has no place; names that nobody has
  // are counted like any other. Only a digest of the name gets into the gate's table. From several threads.
  [[nodiscard]] std::optional<std::chrono::seconds> LoginRefused(Step step, const std::string& name,
                                                                 const base::IpAddress& client, base::Now now);
  // The same for somebody who is known by more than a name: per account alone.
  [[nodiscard]] std::optional<std::chrono::seconds> Refused(What what, std::string_view name, base::Steady now);
  // The account was opened from there. Kept in the database; where that fails, the address stays unknown.
  void LoggedIn(const store::User& user, const base::IpAddress& client, base::Wall now);
  void Tick(base::Wall now);  // forgets what has ended

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
  base::Wall next_cleaning_{};  // of Tick's thread
};

}  // namespace gatehouse::people
