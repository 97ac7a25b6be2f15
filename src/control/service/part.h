// The interface of the daemon's parts, which daemon.cc puts together.
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "control/service/http.h"

namespace gatehouse::service {

// A part of the daemon: its endpoints for clients (behind the gate) and for the command line (on the admin socket),
// and its periodic work.
class Part {
 public:
  virtual ~Part() = default;
  [[nodiscard]] virtual HttpRoutes PublicRoutes() = 0;
  [[nodiscard]] virtual HttpRoutes AdminRoutes() = 0;
  // Begin is called once, before any request; Tick every second, from one thread, and does the work that is due.
  [[nodiscard]] virtual base::Result<> Begin(base::Now now) = 0;
  virtual void Tick(base::Now now) = 0;
};

}  // namespace gatehouse::service
