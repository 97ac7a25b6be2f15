#include "control/sharing/sharer.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "events/event_type.h"

namespace gatehouse::sharing {

Sharer::Sharer(Exchange exchange, Connect connect, service::GateLink& gate)
    : exchange_(std::move(exchange)), connect_(std::move(connect)), gate_(gate) {}

Sharer::~Sharer() { Stop(); }

void Sharer::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Sharer::Run() {
  std::unique_lock hold(mutex_);
  while (!changed_.wait_for(hold, kRound, [this] { return stop_; })) {
    hold.unlock();
    Step(base::ReadClocks());
    hold.lock();
  }
}

void Sharer::Stop() {
  {
    const std::lock_guard hold(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  if (stream_) Step(base::ReadClocks());
}

base::Result<> Sharer::ExchangeNow(base::Steady now) {
  try {
    if (!stream_) {
      auto connected = connect_();
      if (!connected) return std::unexpected(connected.error());
      stream_ = *std::move(connected);
      exchange_.Connected();
    }
    return exchange_.Round(*stream_, now);
  } catch (const std::exception&) {  // no memory: the thread must not end the daemon
    return base::Fail("The exchange has failed");
  }
}

void Sharer::Step(base::Now now) {
  if (next_try_ && now.steady < *next_try_) return;
  const auto done = ExchangeNow(now.steady);
  next_try_.reset();
  if (!done) {
    stream_.reset();
    next_try_ = now.steady + kRetry;
  }
  {
    const std::lock_guard hold(looking_);
    standing_ = {.shared = done.has_value(),
                 .why_not = done ? std::string() : done.error().Text(),
                 .totals = exchange_.totals(now.steady)};
  }
  if (announced_ == done.has_value()) return;
  announced_ = done.has_value();
  const std::string details = done ? fmt::format("stream {}", exchange_.stream()) : done.error().Text();
  gate_.Log(
      {.time = now.wall, .type = done ? events::type::kLimitsShared : events::type::kLimitsAlone, .details = details});
}

Standing Sharer::Look() const {
  const std::lock_guard hold(looking_);
  return standing_;
}

}  // namespace gatehouse::sharing
