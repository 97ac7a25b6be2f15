// Whether a client already uses its full share of the worker's connections. The worker counts that: the gate
// does not know connections.
#pragma once

#include "base/ip.h"

namespace gatehouse::gate {

class Occupancy {
 public:
  virtual ~Occupancy() = default;
  // Whether one more request of this client may be forwarded.
  [[nodiscard]] virtual bool HasRoom(const base::IpAddress& client) const = 0;
};

}  // namespace gatehouse::gate
