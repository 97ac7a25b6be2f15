#include "control/alerts/channel.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/rfc3339.h"

namespace gatehouse::alerts {
namespace {

constexpr int kMostDoublings = 9;

std::chrono::seconds PauseAfter(int attempts) {
  return std::min(kLongestRetry, kFirstRetry * (1 << std::min(attempts - 1, kMostDoublings)));
}

}  // namespace

AlertChannelQueue::AlertChannelQueue(const gate::AlertChannel& channel, store::Database& database, Send send)
    : channel_(channel), database_(database), send_(std::move(send)) {
  state_.name = channel.name;
}

AlertChannelQueue::~AlertChannelQueue() {
  if (thread_.joinable()) thread_.join();
}

void AlertChannelQueue::Tick(base::Wall now) {
  {
    const std::lock_guard hold(mutex_);
    if (busy_ || now < not_before_) return;
    busy_ = true;
  }
  if (thread_.joinable()) thread_.join();
  thread_ = std::thread([this, now] {
    SendDue(now);
    const std::lock_guard hold(mutex_);
    busy_ = false;
  });
}

bool AlertChannelQueue::Due(const std::vector<store::QueuedAlert>& waiting, base::Wall now) {
  if (waiting.empty() || now < not_before_) return false;
  // A clock that went back must not hold alerts up.
  std::erase_if(sent_at_, [&](base::Wall at) { return now - at >= store::kMessageCounts || at > now; });
  if (std::ssize(sent_at_) >= channel_.per_hour) return false;
  const base::Wall first = waiting.front().created;
  return std::ssize(waiting) >= kMaxAlertsInMessage || now - first >= channel_.group || first > now;
}

void AlertChannelQueue::SendDue(base::Wall now) {
  SendWaiting(now);
  SendLate(now);
}

void AlertChannelQueue::SendWaiting(base::Wall now) {
  std::vector<store::QueuedAlert> waiting;
  std::optional<std::vector<base::Wall>> earlier;
  const auto read = database_.Read([&](store::Transaction& sql) -> base::Result<> {
    waiting = store::OldestAlerts(sql, channel_.name, kMaxAlertsInMessage);
    if (!remembers_) earlier = store::MessagesOfHour(sql, channel_.name, now);
    return {};
  });
  {
    const std::lock_guard hold(mutex_);
    if (!read) return;
    if (earlier) {
      sent_at_ = *std::move(earlier);
      remembers_ = true;
    }
    if (!Due(waiting, now)) return;
  }
  const auto sent = send_(channel_, waiting, now);
  if (sent && !sent->later.empty())
    KeepLate({.mailboxes = sent->later, .alerts = waiting, .due = now + kFirstSecondTry});
  if (sent) {
    // Where this fails, or the daemon dies before it, the message goes once more: the receiver knows it by its ids.
    (void)database_.Write([&](store::Transaction& sql) -> base::Result<> {
      store::RemoveAlerts(sql, channel_.name, waiting.back().id);
      store::AddMessage(sql, channel_.name, now);
      return {};
    });
  }
  const std::lock_guard hold(mutex_);
  if (sent) {
    attempts_ = 0;
    failing_since_.reset();
    if (sent->left_out.empty()) complained_at_.reset();
    sent_at_.push_back(now);
    ++state_.sent;
    state_.last_sent = now;
    state_.last_error = sent->left_out;
    return;
  }
  if (!failing_since_) failing_since_ = now;
  ++attempts_;
  ++state_.failed;
  state_.last_error = sent.error().Text();
  not_before_ = now + PauseAfter(attempts_);
}

void AlertChannelQueue::KeepLate(Late late) {
  if (late_.size() == kMostLateMessages) late_.erase(late_.begin());
  late_.push_back(std::move(late));
}

// One at a time: new alerts do not wait for all of them.
void AlertChannelQueue::SendLate(base::Wall now) {
  const auto pause = [](int tries) { return kFirstSecondTry * (1 << tries); };
  // A clock that went back must not hold them up.
  const auto due = std::ranges::find_if(
      late_, [&](const Late& late) { return now >= late.due || late.due - now > pause(late.tries); });
  if (due == late_.end()) return;
  Late late = std::move(*due);
  late_.erase(due);
  gate::AlertChannel those = channel_;
  those.email = late.mailboxes;
  const auto sent = send_(those, late.alerts, now);
  if (sent) late.mailboxes = sent->later;
  if (sent && sent->left_out.empty()) {
    const std::lock_guard hold(mutex_);
    state_.last_error.clear();
  }
  if (late.mailboxes.empty() || ++late.tries == kMostSecondTries) return;
  late.due = now + pause(late.tries);
  KeepLate(std::move(late));
}

void AlertChannelQueue::CountDropped(int64_t alerts) {
  const std::lock_guard hold(mutex_);
  dropped_ += alerts;
}

std::optional<std::string> AlertChannelQueue::Complaint(base::Wall now) {
  const std::lock_guard hold(mutex_);
  const bool failing = failing_since_ && now - *failing_since_ >= kPatience;
  // An error of a message that was accepted: some of the receiver were left out.
  const bool left_out = !failing_since_ && !state_.last_error.empty();
  const bool nothing = !failing && !left_out && dropped_ == 0;
  if (nothing || (complained_at_ && now - *complained_at_ < kComplainsEvery)) return std::nullopt;
  complained_at_ = now;
  std::string words = fmt::format("alerts do not reach {}the receiver '{}'", left_out ? "all of " : "", channel_.name);
  if (left_out) words += ": " + state_.last_error;
  if (failing) words += fmt::format(" since {}: {}", base::TimeText(*failing_since_), state_.last_error);
  if (dropped_ > 0) words += fmt::format("; its queue is full, and {} of the oldest were dropped", dropped_);
  dropped_ = 0;
  return words;
}

AlertChannelQueue::State AlertChannelQueue::Look() const {
  State state;
  {
    const std::lock_guard hold(mutex_);
    state = state_;
  }
  (void)database_.Read([&](store::Transaction& sql) -> base::Result<> {
    state.queued = store::CountAlerts(sql, channel_.name);
    return {};
  });
  return state;
}

}  // namespace gatehouse::alerts
