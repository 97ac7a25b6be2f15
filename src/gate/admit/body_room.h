// Whether there is room to hold one more body for inspection. The worker counts that: the
// gate holds no bodies.
#pragma once

#include <cstdint>

namespace gatehouse::gate {

class BodyRoom {
 public:
  virtual ~BodyRoom() = default;
  // Changes this request's share to that many bytes. False: no room; the share is unchanged.
  [[nodiscard]] virtual bool Take(uint64_t bytes) = 0;
};

}  // namespace gatehouse::gate
