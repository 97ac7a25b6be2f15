// Sessions of people, by the `jti` of their token. The gate checks the token; a session that was ended early is stored
// here permanently, and in the gate's mapped revocations for speed. Tests: people_store_test.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

struct Session {
  std::string id;  // the `jti`
  std::string user_id;
  base::Wall created{};
  base::Wall expires{};
  std::string address;              // address of the login
  std::string acr;                  // jose::kOneFactor or kTwoFactors
  std::optional<base::Wall> ended;  // set if it was ended early

  friend bool operator==(const Session&, const Session&) = default;
};

void AddSession(Transaction& transaction, const Session& session);
[[nodiscard]] std::optional<Session> FindSession(Transaction& transaction, const std::string& id);
// Neither ended nor expired; oldest first.
[[nodiscard]] std::vector<Session> LiveSessions(Transaction& transaction, base::Wall now);
[[nodiscard]] std::vector<Session> LiveSessionsOf(Transaction& transaction, const std::string& user_id, base::Wall now);
// Sessions that were ended early and whose tokens have not expired: the gate must treat them as revoked.
[[nodiscard]] std::vector<Session> EndedSessions(Transaction& transaction, base::Wall now);
void EndSession(Transaction& transaction, const std::string& id, base::Wall now);
// Returns the sessions that it ended.
[[nodiscard]] std::vector<Session> EndSessionsOf(Transaction& transaction, const std::string& user_id, base::Wall now);
void ForgetSessions(Transaction& transaction, base::Wall now);  // the expired ones

}  // namespace gatehouse::store
