// Notifies systemd (sd_notify(3)): sends a datagram to the socket in $NOTIFY_SOCKET. Tests: notify_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::control {

// `state`: "READY=1" or "STOPPING=1". Does nothing if NOTIFY_SOCKET is not set.
void NotifySystemd(std::string_view state);

}  // namespace gatehouse::control
