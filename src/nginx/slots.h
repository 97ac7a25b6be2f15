// The connection slots of a worker, and when they run short: told once, and again only after they had been plenty.
// Shown by slots_test.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace gatehouse::nginx {

// As nginx counts them at one moment. A client takes one, and a request that is passed on takes another.
struct Slots {
  size_t all = 0;
  size_t free = 0;
  size_t idle = 0;  // held by connections without a request, which nginx closes, oldest first, when slots run out

  // At a sixteenth nginx begins to close idle connections, and with them those that have just come in.
  static constexpr size_t kReserve = 16;
  // Those that somebody who holds others already may take.
  [[nodiscard]] size_t Spare() const { return free - std::min(free, all / kReserve); }
};

class SlotShortage {
 public:
  // Below an eighth free slots are short; above a quarter they are plenty again.
  static constexpr size_t kShort = 8;
  static constexpr size_t kPlenty = 4;

  // True where this is the beginning of a shortage.
  [[nodiscard]] bool Look(const Slots& slots);

 private:
  bool short_ = false;
};

}  // namespace gatehouse::nginx
