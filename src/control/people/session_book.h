// Sessions as they are opened and ended (row A9): the token that goes into the cookie, the row in the database, and the
// gate's word that an ended one is dead at once. The gate is told first, so that no database keeps a session alive that
// somebody ended; what only one of the two knows, the other is told until it holds, at the daemon's start too. Tests:
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

inline constexpr size_t kMaxSessionsOfUser = 32;  // one more ends the oldest

class SessionBook {
 public:
  SessionBook(store::Database& database, service::GateLink& link, const SessionKeys& keys, std::chrono::seconds life)
      : database_(database), link_(link), keys_(keys), life_(life) {}

  // Tells the gate of every session that was ended before its time, and the database of those that the gate refuses:
  // either may be newer than the other. A gate without room is a critical event, not an Error.
  [[nodiscard]] base::Result<> Begin(base::Now now);
  // Tells what could not be told before, and forgets what has expired.
  void Tick(base::Now now);

  // The cookie's value, once the session is in the database. Nothing where the account is no longer as `user` says:
  // disabled, or with another password than the one that was just checked, or with a second factor that was not.
  [[nodiscard]] base::Result<std::optional<std::string>> Open(const store::User& user, std::string_view acr,
                                                              const base::IpAddress& address, base::Wall now);
  // How many there were, as far as a failing database can tell. An Error means that some are still good; without one
  // they are dead at the gate's next request, and in the database as soon as it works.
  [[nodiscard]] base::Result<size_t> EndAllOf(const store::User& user, std::string_view reason, base::Wall now);
  // The gate alone: the sessions of the account of this name, the one called `session` among them, whatever the
  // database knows. `user_id` may be empty where it can't be looked up. The number of them; 0 where they can't be
  // counted.
  [[nodiscard]] base::Result<size_t> EndAtGate(const std::string& name, const std::string& user_id,
                                               const std::string& session, std::string_view reason, base::Wall now);
  // The account's sessions until now, and that an operator means to disable it: kept at the gate until SettleDisabled,
  // for as long as the database fails.
  [[nodiscard]] base::Result<> DisableAtGate(const std::string& name, base::Wall now);
  // The orders that DisableAtGate has left. `disable` writes one down; what it fails at stays. Those of an account that
  // was given another word since are gone (ForgetDisabled).
  [[nodiscard]] base::Result<> SettleDisabled(base::Wall now,
                                              const std::function<base::Result<>(const std::string& name)>& disable);
  void ForgetDisabled(const std::string& name, base::Wall now);
  // What a transaction of the caller's has ended of `user`'s. Also tells what is left over from an earlier try.
  [[nodiscard]] base::Result<> Tell(const store::User& user, std::vector<store::Session> ended, std::string_view reason,
                                    base::Wall now);
  // One session, of which the token may still be good.
  [[nodiscard]] base::Result<> End(const store::Session& session, std::string_view reason, base::Wall now);

  [[nodiscard]] std::chrono::seconds life() const { return life_; }

 private:
  void Release(const state::Revocation& order, base::Wall now);
  base::Result<> TellOne(const store::Session& session, std::string_view reason, base::Wall now);
  // One entry for every session that the account has until now.
  base::Result<> TellAllOf(const std::string& name, std::string_view reason, base::Wall now);
  base::Result<> TellEach(const std::vector<store::Session>& ended, std::string_view reason, base::Wall now);
  base::Result<> TellAllEnded(base::Wall now);
  // The database is told of sessions that the gate refuses.
  void Reconcile(base::Wall now);

  store::Database& database_;
  service::GateLink& link_;
  const SessionKeys& keys_;
  std::chrono::seconds life_;
  service::Retention retention_;
  base::Wall next_cleaning_{};
  std::mutex settling_;  // over orders to disable; before mutex_
  std::mutex mutex_;
  bool may_be_undisabled_ = true;       // DisableAtGate was called, by an earlier run of the daemon perhaps
  std::vector<store::Session> untold_;  // ended, but the gate's table was full
  bool unwritten_ = false;              // the gate may refuse some that the database calls live
  std::optional<base::Wall> fault_told_at_;
};

}  // namespace gatehouse::people
