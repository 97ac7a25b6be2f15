// What nginx's own error log may say (row C10): a line names the client, the method, the path and the upstream, never
// the query, the Referer or the Host of a request; every line is redacted; strangers cannot make it grow without bound.
// Shown by tests/attacks/test_logs.py.
#pragma once

#include "nginx/ngx.h"

namespace gatehouse::nginx {

// Of each worker; what is over is counted, and told with the first line of a later second.
inline constexpr unsigned kMaxLogLinesPerSecond = 100;
// A log file that has reached it starts again.
inline constexpr off_t kMaxErrorLogBytes = 64 << 20;
inline constexpr mode_t kMostLogMode = 0640;

// In the master, once the configuration has been read: nobody else may read the file.
void CloseLogToOthers(const ngx_cycle_t* cycle) noexcept;
// In a worker, before the first connection: for every HTTP listener and the log of every server.
void InstallLogLines(ngx_cycle_t* cycle) noexcept;
// For each connection that nginx has just begun to serve.
void UseLogLines(ngx_connection_t* connection) noexcept;

}  // namespace gatehouse::nginx
