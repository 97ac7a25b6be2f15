// Sessions as they are opened and ended (row A9): the token that goes into the cookie, the row in the database, and the
// gate's word that an ended one is dead at once. Shown by session_book_test.cc.
#pragma once

#include <chrono>
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
#include "control/store/database.h"
#include "control/store/sessions.h"
#include "control/store/users.h"

namespace gatehouse::control {

inline constexpr size_t kMaxSessionsOfUser = 32;  // one more ends the oldest

class SessionBook {
 public:
  SessionBook(Database& database, GateLink& link, const SessionKeys& keys, std::chrono::seconds life)
      : database_(database), link_(link), keys_(keys), life_(life) {}

  // Tells the gate of every session that was ended before its time: its own memory may be newer than the database.
  [[nodiscard]] base::Result<> Begin(base::Wall now);
  // Tells what could not be told before, and forgets what has expired.
  void Tick(base::Wall now);

  // The cookie's value, once the session is in the database. Nothing where the account is no longer as `user` says:
  // disabled, or with another password than the one that was just checked, or with a second factor that was not.
  [[nodiscard]] base::Result<std::optional<std::string>> Open(const User& user, std::string_view acr,
                                                              const base::IpAddress& address, base::Wall now);
  // How many there were. In force at the gate's next request; for good before this returns.
  [[nodiscard]] base::Result<size_t> EndAllOf(const std::string& user_id, std::string_view reason, base::Wall now);
  // The same inside a transaction of the caller's, who then hands what it returned to Tell.
  [[nodiscard]] base::Result<> Tell(const std::vector<Session>& ended, std::string_view reason, base::Wall now);
  // One session, of which the token may still be good.
  [[nodiscard]] base::Result<> End(const Session& session, std::string_view reason, base::Wall now);

  [[nodiscard]] std::chrono::seconds life() const { return life_; }

 private:
  base::Result<> TellOne(const Session& session, std::string_view reason, base::Wall now);

  Database& database_;
  GateLink& link_;
  const SessionKeys& keys_;
  std::chrono::seconds life_;
  base::Wall next_cleaning_{};
  std::mutex mutex_;
  std::vector<Session> untold_;  // ended, but the gate's table was full
};

}  // namespace gatehouse::control
