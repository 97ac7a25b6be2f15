// Equal refusals of one second become one line with a count: strangers must not fill the disk. The first few are
// written whole, so that a trace id that a client was told is found; the others are counted, by type, reason, mode,
// address and identity, and come out four times a second as one event with `count`, so that a reader of the log knows
// of a flood at once. Bounded: once kMaxKeys are being counted, what differs
// only in address and identity is counted together. Nothing is left out of a count. Shown by repeats_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <iterator>
#include <string>
#include <unordered_map>

#include "events/event.h"

namespace gatehouse::events {

class Repeats {
 public:
  static constexpr uint64_t kWritten = 256;  // of equal ones in a second
  static constexpr size_t kMaxKeys = 1024;
  static constexpr std::chrono::milliseconds kToldEvery{250};

  // Whether this event is to be written as it is; otherwise it has been counted. Events that no request from outside
  // makes are never counted.
  [[nodiscard]] bool Admit(const Event& event);

  // Hands what each sum has counted in a quarter of a second before `now` to `write`; forgets the sums of a second that
  // is over. Called once in kToldEvery.
  template <typename Write>
  void Flush(base::Wall now, Write write) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    const auto quarter = QuarterOf(now);
    for (auto at = sums_.begin(); at != sums_.end();) {
      Sum& sum = at->second;
      if (sum.counted > 0 && sum.quarter != quarter) {
        write(EventOf(sum));
        sum.counted = 0;
      }
      at = sum.second == second ? std::next(at) : sums_.erase(at);
    }
  }
  [[nodiscard]] bool empty() const { return sums_.empty(); }

 private:
  static base::Wall QuarterOf(base::Wall time) { return base::Wall(time.time_since_epoch() / kToldEvery * kToldEvery); }
  struct Sum {
    std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds> second;
    uint64_t seen = 0;
    uint64_t counted = 0;  // neither written nor told
    base::Wall quarter;    // in which the first of them came
    base::Wall last;
    EventType type = EventType::kRefused;
    gate::Reason reason = gate::Reason::kAllowed;
    bool observed = false;
    std::optional<base::IpAddress> address;
    std::string principal;
    std::string issuer;
    uint64_t policy_generation = 0;
  };
  [[nodiscard]] static Event EventOf(const Sum& sum);

  std::unordered_map<std::string, Sum> sums_;
};

}  // namespace gatehouse::events
