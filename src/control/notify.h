// What systemd wants to be told (sd_notify(3)): a datagram to the socket that the environment names.
#pragma once

#include <string_view>

namespace gatehouse::control {

// "READY=1", "STOPPING=1". Without NOTIFY_SOCKET nobody asked, and nothing happens.
void NotifySystemd(std::string_view state);

}  // namespace gatehouse::control
