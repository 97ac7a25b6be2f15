// One receiver of alerts and when it is told: what happens close together goes in one message, so many messages an
// hour, again with longer and longer pauses while it does not take them. The queue is the database's, and so is
// when the messages of the last hour were sent: a restart grants no new ones. What is here is only when. Shown by
// channel_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "control/alerts/delivery.h"
#include "control/store/alert_queue.h"
#include "control/store/database.h"
#include "gate/policy/alert_settings.h"

namespace gatehouse::alerts {

// Alerts in one message; what comes beyond goes in the next.
inline constexpr int kMaxAlertsInMessage = 100;
inline constexpr std::chrono::seconds kFirstRetry{1};
inline constexpr std::chrono::seconds kLongestRetry{300};
// A mailbox whose server wants to be asked again is asked again so many times: for four hours, for a server that
// greylists accepts what comes some minutes later. Messages for such mailboxes are kept in memory, so many of them.
inline constexpr std::chrono::seconds kFirstSecondTry{60};
inline constexpr int kMostSecondTries = 8;
inline constexpr size_t kMostLateMessages = 100;
// A receiver that takes nothing for so long is complained of, and again so often.
inline constexpr std::chrono::minutes kPatience{10};
inline constexpr std::chrono::hours kComplainsEvery{1};

class AlertChannelQueue {
 public:
  using Send = std::function<base::Result<Delivered>(const gate::AlertChannel&, const std::vector<store::QueuedAlert>&,
                                                     base::Wall now)>;
  // Both outlive it.
  AlertChannelQueue(const gate::AlertChannel& channel, store::Database& database, Send send);
  ~AlertChannelQueue();  // waits for the message that is under way
  AlertChannelQueue(const AlertChannelQueue&) = delete;
  AlertChannelQueue& operator=(const AlertChannelQueue&) = delete;

  // Sends what is due, on a thread of its own: a receiver that hangs holds up nobody else. Nothing while one is under
  // way.
  void Tick(base::Wall now);
  // The same, in this thread.
  void SendDue(base::Wall now);

  struct State {
    std::string name;
    int64_t queued = 0;
    uint64_t sent = 0;    // messages, since the daemon started
    uint64_t failed = 0;  // attempts
    std::optional<base::Wall> last_sent;
    std::string last_error;  // of the last attempt; empty if all of the receiver got the message
  };
  [[nodiscard]] State Look() const;
  // What somebody should know who is told by another receiver: that this one takes nothing, that a part of it was left
  // out, or that alerts were dropped. Each is said once, and later again if it is still so.
  [[nodiscard]] std::optional<std::string> Complaint(base::Wall now);
  void CountDropped(int64_t alerts);

 private:
  [[nodiscard]] bool Due(const std::vector<store::QueuedAlert>& waiting, base::Wall now);  // under mutex_

  // What some of the receiver's mailboxes are to get later.
  struct Late {
    std::vector<std::string> mailboxes;
    std::vector<store::QueuedAlert> alerts;
    int tries = 0;
    base::Wall due;
  };
  void SendWaiting(base::Wall now);
  void SendLate(base::Wall now);
  void KeepLate(Late late);

  const gate::AlertChannel& channel_;
  store::Database& database_;
  Send send_;
  mutable std::mutex mutex_;
  bool busy_ = false;
  bool remembers_ = false;           // what the daemon before this one has sent is in sent_at_
  std::vector<base::Wall> sent_at_;  // within the last hour
  base::Wall not_before_{};
  int attempts_ = 0;  // in vain, since the last message that was taken
  std::optional<base::Wall> failing_since_;
  std::optional<base::Wall> complained_at_;
  int64_t dropped_ = 0;     // and not told
  std::vector<Late> late_;  // of the thread that sends
  State state_;
  std::thread thread_;
};

}  // namespace gatehouse::alerts
