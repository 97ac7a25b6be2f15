// Whether there is room to hold one more body while it is looked into. Who counts that is the worker's business: the
// gate holds no bodies.
#pragma once

#include <cstdint>

namespace gatehouse::gate {

class BodyRoom {
 public:
  virtual ~BodyRoom() = default;
  // For so many bytes of this request's body, instead of what it had. False: it has what it had.
  [[nodiscard]] virtual bool Take(uint64_t bytes) = 0;
};

}  // namespace gatehouse::gate
