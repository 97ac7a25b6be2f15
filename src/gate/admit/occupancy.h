// Whether a client already has as much of the worker as it may have. Who counts that is the worker's business: the gate
// knows no connections.
#pragma once

#include "base/ip.h"

namespace gatehouse::gate {

class Occupancy {
 public:
  virtual ~Occupancy() = default;
  // For one more request of the client's, to be passed on.
  [[nodiscard]] virtual bool HasRoom(const base::IpAddress& client) const = 0;
};

}  // namespace gatehouse::gate
