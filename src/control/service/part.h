// What a part of the daemon is made of, as daemon.cc puts it together.
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "control/service/http.h"

namespace gatehouse::service {

// A part of the daemon: its endpoints for the world (behind the gate) and for the command line (on the admin socket),
// and the work that comes round by itself.
class Part {
 public:
  virtual ~Part() = default;
  [[nodiscard]] virtual HttpRoutes PublicRoutes() = 0;
  [[nodiscard]] virtual HttpRoutes AdminRoutes() = 0;
  // At start, once, before any request; then every second, from one thread: what is due by `now` is done.
  [[nodiscard]] virtual base::Result<> Begin(base::Now now) = 0;
  virtual void Tick(base::Now now) = 0;
};

}  // namespace gatehouse::service
