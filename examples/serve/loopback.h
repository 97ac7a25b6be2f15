// How both examples serve: on 127.0.0.1 and nowhere else, until SIGTERM or SIGINT. Clear words and status 2 if the port
// can't be had. The demo is what tries it.
#pragma once

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <string>

namespace gatehouse::examples {

// Blocks both signals in this thread and all that follow, so that ServeOnLoopback alone takes them. Call it first in
// main.
void HoldStopSignals();

// Serves until told to stop; the value is the process's exit status. `name` opens every line it writes.
[[nodiscard]] int ServeOnLoopback(httplib::Server& server, const std::string& name, int port);

// `body` as the response, whatever bytes it holds: what isn't UTF-8 is replaced.
void Answer(httplib::Response& response, int status, const nlohmann::json& body);

}  // namespace gatehouse::examples
