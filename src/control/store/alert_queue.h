// Alerts that wait to be sent: written in the transaction that made them, taken out once their receiver has them.
// Shown by channel_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

// Of one channel. Beyond, the oldest is dropped, and counted: a receiver that is gone for good must not fill the disk.
inline constexpr int64_t kMaxQueuedAlerts = 10'000;

struct QueuedAlert {
  int64_t id = 0;  // grows; a receiver that gets an alert twice knows it by this
  std::string channel;
  base::Wall created{};
  std::string content;  // JSON, see control/alerts/alert.h

  friend bool operator==(const QueuedAlert&, const QueuedAlert&) = default;
};

// Gives it its id. Returns how many were dropped for it.
int64_t QueueAlert(Transaction& transaction, QueuedAlert& alert);
[[nodiscard]] std::vector<QueuedAlert> OldestAlerts(Transaction& transaction, const std::string& channel, int limit);
// Those of the channel up to that id.
void RemoveAlerts(Transaction& transaction, const std::string& channel, int64_t up_to);
// Those of channels that the policy no longer has.
void RemoveAlertsOfOthers(Transaction& transaction, const std::vector<std::string>& channels);
// A message to the channel, which counts for an hour; what is older is forgotten.
inline constexpr std::chrono::hours kMessageCounts{1};
void AddMessage(Transaction& transaction, const std::string& channel, base::Wall sent);
// When those of the hour before `now` were sent, the oldest first.
[[nodiscard]] std::vector<base::Wall> MessagesOfHour(Transaction& transaction, const std::string& channel,
                                                     base::Wall now);
[[nodiscard]] int64_t CountAlerts(Transaction& transaction, const std::string& channel);

}  // namespace gatehouse::store
