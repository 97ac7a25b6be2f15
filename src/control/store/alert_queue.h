// Alerts that wait to be sent: written in the transaction that creates them, removed after delivery.
// Tests: channel_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

// Limit per channel. Beyond it, the oldest is dropped and counted: an unreachable receiver must not fill the disk.
inline constexpr int64_t kMaxQueuedAlerts = 10'000;

struct QueuedAlert {
  int64_t id = 0;  // increasing; lets a receiver recognize an alert that arrives twice
  std::string channel;
  base::Wall created{};
  std::string content;  // JSON, see control/alerts/alert.h

  friend bool operator==(const QueuedAlert&, const QueuedAlert&) = default;
};

// Sets the alert's id. Returns how many older alerts were dropped.
int64_t QueueAlert(Transaction& transaction, QueuedAlert& alert);
[[nodiscard]] std::vector<QueuedAlert> OldestAlerts(Transaction& transaction, const std::string& channel, int limit);
// Removes the channel's alerts with ids up to `up_to`.
void RemoveAlerts(Transaction& transaction, const std::string& channel, int64_t up_to);
// Removes alerts of channels that are not in the policy any more.
void RemoveAlertsOfOthers(Transaction& transaction, const std::vector<std::string>& channels);
// A message to the channel, which counts for an hour; what is older is forgotten.
inline constexpr std::chrono::hours kMessageCounts{1};
void AddMessage(Transaction& transaction, const std::string& channel, base::Wall sent);
// When those of the hour before `now` were sent, the oldest first.
[[nodiscard]] std::vector<base::Wall> MessagesOfHour(Transaction& transaction, const std::string& channel,
                                                     base::Wall now);
[[nodiscard]] int64_t CountAlerts(Transaction& transaction, const std::string& channel);

}  // namespace gatehouse::store
