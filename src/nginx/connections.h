// Limits connections: each new one takes a place of its client, or is closed. The client is the verified
// address, so connections of a trusted proxy are not counted. Tests:
// tests/attacks/test_connections.py.
#pragma once

#include "gate/admit/occupancy.h"
#include "nginx/ngx.h"
#include "nginx/request_state.h"
#include "nginx/shield.h"

namespace gatehouse::nginx {

// Called in a worker before the first connection, for every HTTP listener. The limit comes from the policy of the
// listener's default server.
void InstallConnections(ngx_cycle_t* cycle);

// The same for requests in progress: each may take a second slot, and over HTTP/2 or through a trusted proxy many share
// one connection.
class Occupancy final : public gate::Occupancy {
 public:
  explicit Occupancy(Shield& shield) : shield_(shield) {}
  [[nodiscard]] bool HasRoom(const base::IpAddress& client) const override;

 private:
  Shield& shield_;
};
// Takes a place until the request ends. Called once for each admitted request.
void TakePlace(RequestState& state);

// Called by the timer: returns whether a shortage of slots has just begun, and logs it, and the closed
// connections, one event per client.
[[nodiscard]] bool LookAtSlots();
void TellConnections(Shield& shield, bool slots_run_short, base::Wall now);

}  // namespace gatehouse::nginx
