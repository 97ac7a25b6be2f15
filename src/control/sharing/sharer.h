// The daemon's thread that exchanges counts with other gates through Redis, and knows whether it can. Without Redis the
// gate counts by itself: no request waits for Redis, and none passes because of its absence. Tests: sharer_test.cc and
// tests/control/test_shared_limits.py.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "control/service/gate_link.h"
#include "control/sharing/exchange.h"
#include "control/sharing/stream.h"

namespace gatehouse::sharing {

inline constexpr std::chrono::milliseconds kRound{100};  // between two exchanges
inline constexpr std::chrono::milliseconds kRetry{1'000};

// What `status` and the metrics show.
struct Standing {
  bool shared = false;  // the last exchange was a success
  std::string why_not;
  Exchange::Totals totals;
};

class Sharer {
 public:
  using Connect = std::function<base::Result<std::unique_ptr<Stream>>()>;  // called for each new connection
  // The gate must outlive it.
  Sharer(Exchange exchange, Connect connect, service::GateLink& gate);
  ~Sharer();
  Sharer(const Sharer&) = delete;
  Sharer& operator=(const Sharer&) = delete;

  void Start();
  void Stop();  // tells what is left; waits for the current exchange
  [[nodiscard]] Standing Look() const;
  // One turn of the thread: exchanges, or connects again if it is time.
  void Step(base::Now now);

 private:
  void Run();
  [[nodiscard]] base::Result<> ExchangeNow(base::Steady now);

  Exchange exchange_;
  const Connect connect_;
  service::GateLink& gate_;
  std::unique_ptr<Stream> stream_;
  std::optional<base::Steady> next_try_;
  std::optional<bool> announced_;
  mutable std::mutex looking_;
  Standing standing_;  // guarded by looking_
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace gatehouse::sharing
