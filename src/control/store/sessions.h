// Sessions of people, by the `jti` of their token. The gate checks the token; a session that was ended early is stored
// here permanently, and in the gate's mapped revocations for speed. Shown by people_store_test.cc.
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
  std::string address;              // from where it was opened
  std::string acr;                  // jose::kOneFactor or kTwoFactors
  std::optional<base::Wall> ended;  // before its time

  friend bool operator==(const Session&, const Session&) = default;
};

void AddSession(Transaction& transaction, const Session& session);
[[nodiscard]] std::optional<Session> FindSession(Transaction& transaction, const std::string& id);
// Neither ended nor expired; oldest first.
[[nodiscard]] std::vector<Session> LiveSessions(Transaction& transaction, base::Wall now);
[[nodiscard]] std::vector<Session> LiveSessionsOf(Transaction& transaction, const std::string& user_id, base::Wall now);
// Ended, but their tokens would still be good: what the gate must know as revoked.
[[nodiscard]] std::vector<Session> EndedSessions(Transaction& transaction, base::Wall now);
void EndSession(Transaction& transaction, const std::string& id, base::Wall now);
// Returns those that it ended.
[[nodiscard]] std::vector<Session> EndSessionsOf(Transaction& transaction, const std::string& user_id, base::Wall now);
void ForgetSessions(Transaction& transaction, base::Wall now);  // the expired ones

}  // namespace gatehouse::store
