// Detects a shortage of a worker's connection slots: reports it once, and again only after there were plenty.
// Tests: slots_test.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace gatehouse::nginx {

// nginx's counts at one moment. A client uses one slot, and a request to a service another one.
struct Slots {
  size_t all = 0;
  size_t free = 0;
  size_t idle = 0;  // used by connections without a request; nginx closes the oldest when slots run out

  // With less than 1/16 free, nginx begins to close idle connections, including new ones.
  static constexpr size_t kReserve = 16;
  // Slots that a client with other slots may still take.
  [[nodiscard]] size_t Spare() const { return free - std::min(free, all / kReserve); }
};

class SlotShortage {
 public:
  // Less than 1/8 free is a shortage; more than 1/4 ends it.
  static constexpr size_t kShort = 8;
  static constexpr size_t kPlenty = 4;

  // Returns true if a shortage begins.
  [[nodiscard]] bool Look(const Slots& slots);

 private:
  bool short_ = false;
};

}  // namespace gatehouse::nginx
