// Serves both examples on 127.0.0.1 only, until SIGTERM or SIGINT. If the port is not available, prints a clear
// message and exits with status 2. Tested by running the demo.
#pragma once

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <string>

namespace gatehouse::examples {

// Blocks both signals in this thread and in all threads started later, so that only ServeOnLoopback receives them.
// Must be called first in main.
void HoldStopSignals();

// Serves until a stop signal arrives; returns the exit status of the process. `name` starts every line it prints.
[[nodiscard]] int ServeOnLoopback(httplib::Server& server, const std::string& name, int port);

// Sends `body` as the response. Bytes that are not valid UTF-8 are replaced.
void Answer(httplib::Response& response, int status, const nlohmann::json& body);

}  // namespace gatehouse::examples
