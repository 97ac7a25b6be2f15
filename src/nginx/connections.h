// Connections as they come in: each takes a place of its client's, or is closed. The client is the address that the
// gate believes, so a trusted proxy's own connections are counted for nobody. Shown by
// tests/attacks/test_connections.py.
#pragma once

#include "gate/admit/occupancy.h"
#include "nginx/ngx.h"
#include "nginx/request_state.h"
#include "nginx/shield.h"

namespace gatehouse::nginx {

// In a worker, before the first connection: for every HTTP listener. The bound is that of the policy that stands at the
// listener's default server, or above it.
void InstallConnections(ngx_cycle_t* cycle);

// The same for requests under way: each may take a second slot, and over HTTP/2 or through a trusted proxy many come in
// one connection.
class Occupancy final : public gate::Occupancy {
 public:
  explicit Occupancy(Shield& shield) : shield_(shield) {}
  [[nodiscard]] bool HasRoom(const base::IpAddress& client) const override;

 private:
  Shield& shield_;
};
// Until the request ends. Once for each request that was admitted.
void TakePlace(RequestState& state);

// For the timer: whether slots have just begun to run short, and the events about it and about connections that were
// closed, a client at a time.
[[nodiscard]] bool LookAtSlots();
void TellConnections(Shield& shield, bool slots_run_short, base::Wall now);

}  // namespace gatehouse::nginx
