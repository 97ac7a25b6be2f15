// Opens and ends sessions (row A9): the token in the cookie, the row in the database, and the
// revocation at the gate, which ends a session at once. The gate is told first, so that a failing database keeps no
// session alive; if only one of the two has an end, the other is told until it succeeds, also after a restart. Tests:
// session_book_test.cc.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/ip.h"
#include "control/people/session_keys.h"
#include "control/service/gate_link.h"
#include "control/service/retention.h"
#include "control/store/database.h"
#include "control/store/sessions.h"
#include "control/store/users.h"

namespace gatehouse::people {

inline constexpr size_t kMaxSessionsOfUser = 32;  // a further one ends the oldest

class SessionBook {
 public:
  SessionBook(store::Database& database, service::GateLink& link, const SessionKeys& keys, std::chrono::seconds life)
      : database_(database), link_(link), keys_(keys), life_(life) {}

  // Tells the gate about all sessions that were ended early, and the database about those that the gate refuses:
  // either may have newer data. If the gate has no room, that is a critical event, not an Error.
  [[nodiscard]] base::Result<> Begin(base::Now now);
  // Repeats what failed before, and deletes expired data.
  void Tick(base::Now now);

  // Stores a session and returns the cookie's value. Returns nothing if the account differs from `user` now: it was
  // disabled, its password has changed since the check, or a second factor was added.
  [[nodiscard]] base::Result<std::optional<std::string>> Open(const store::User& user, std::string_view acr,
                                                              const base::IpAddress& address, base::Wall now);
  // Returns the number of sessions, if the database can be read. An Error means that some are still valid. Otherwise
  // they end at the gate's next request, and in the database as soon as it works.
  [[nodiscard]] base::Result<size_t> EndAllOf(const store::User& user, std::string_view reason, base::Wall now);
  // Ends all sessions of the account with this name, including `session`, only at the gate, whatever the
  // database contains. `user_id` may be empty if it cannot be looked up. Returns their number; 0 if it is
  // unknown.
  [[nodiscard]] base::Result<size_t> EndAtGate(const std::string& name, const std::string& user_id,
                                               const std::string& session, std::string_view reason, base::Wall now);
  // Ends the account's sessions and records the order to disable it, both at the gate, until SettleDisabled,
  // for the time while the database fails.
  [[nodiscard]] base::Result<> DisableAtGate(const std::string& name, base::Wall now);
  // Executes the orders of DisableAtGate. `disable` writes one; if it fails, the order stays. ForgetDisabled
  // removes an order that was replaced by a later one.
  [[nodiscard]] base::Result<> SettleDisabled(base::Wall now,
                                              const std::function<base::Result<>(const std::string& name)>& disable);
  void ForgetDisabled(const std::string& name, base::Wall now);
  // Tells the gate about sessions of `user` that the caller's transaction has ended, and about earlier failures.
  [[nodiscard]] base::Result<> Tell(const store::User& user, std::vector<store::Session> ended, std::string_view reason,
                                    base::Wall now);
  // Ends one session whose token may still be valid.
  [[nodiscard]] base::Result<> End(const store::Session& session, std::string_view reason, base::Wall now);

  [[nodiscard]] std::chrono::seconds life() const { return life_; }

 private:
  // Orders of DisableAtGate that are not executed yet.
  [[nodiscard]] std::vector<state::Revocation> OrdersToDisable(base::Wall now) const;
  [[nodiscard]] std::optional<state::Revocation> FindOrderToDisable(const std::string& name, base::Wall now) const;
  // Converts an order to a plain entry, which only revokes earlier sessions.
  void Release(const std::string& name, base::Wall now);
  base::Result<> TellOne(const store::Session& session, std::string_view reason, base::Wall now);
  // One entry for all sessions of the account until now.
  base::Result<> TellAllOf(const std::string& name, std::string_view reason, base::Wall now);
  base::Result<> TellEach(const std::vector<store::Session>& ended, std::string_view reason, base::Wall now);
  base::Result<> TellAllEnded(base::Wall now);
  // Tells the database about sessions that the gate refuses.
  void Reconcile(base::Wall now);

  store::Database& database_;
  service::GateLink& link_;
  const SessionKeys& keys_;
  std::chrono::seconds life_;
  service::Retention retention_;
  base::Wall next_cleaning_{};
  // To be locked in this order.
  std::mutex settling_;                 // while orders to disable are executed or withdrawn
  std::mutex entries_;                  // while the gate's entry of an account is read and replaced
  std::mutex mutex_;                    // guards what follows
  bool may_be_undisabled_ = true;       // there may be orders, also from an earlier run of the daemon
  std::vector<store::Session> untold_;  // ended, but the gate's table was full
  bool unwritten_ = false;              // the gate may refuse sessions that are live in the database
  std::optional<base::Wall> fault_told_at_;
};

}  // namespace gatehouse::people
