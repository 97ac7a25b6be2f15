// Connections as they come in: each takes a place of its client's, or is closed. The client is the address that the
// gate believes, so a trusted proxy's own connections are counted for nobody. Shown by
// tests/attacks/test_connections.py.
#pragma once

#include "nginx/ngx.h"
#include "nginx/shield.h"

namespace gatehouse::nginx {

// In a worker, before the first connection: for every HTTP listener. The bound is that of the policy that stands at the
// listener's default server, or above it.
void InstallConnections(ngx_cycle_t* cycle);

// For the timer: whether slots have just begun to run short, and the events about it and about connections that were
// closed, a client at a time.
[[nodiscard]] bool LookAtSlots();
void TellConnections(Shield& shield, bool slots_run_short, base::Wall now);

}  // namespace gatehouse::nginx
