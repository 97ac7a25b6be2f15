// Restricts nginx's own error log (row C10): a line contains the client, the method, the path and the upstream, never
// the query, Referer or Host of a request; every line is redacted; clients cannot make it grow without limit.
// Tests: tests/attacks/test_logs.py.
#pragma once

#include "nginx/ngx.h"

namespace gatehouse::nginx {

// Limit per worker; further lines are counted, and reported with the first line of a later second.
inline constexpr unsigned kMaxLogLinesPerSecond = 100;
// A log file of this size is emptied.
inline constexpr off_t kMaxErrorLogBytes = 64 << 20;
inline constexpr mode_t kMostLogMode = 0640;

// Called in the master after the configuration is read: no other user may read the file.
void CloseLogToOthers(const ngx_cycle_t* cycle) noexcept;
// Called in a worker before the first connection, for every HTTP listener and the log of every server.
void InstallLogLines(ngx_cycle_t* cycle) noexcept;
// Called for each new connection.
void UseLogLines(ngx_connection_t* connection) noexcept;

}  // namespace gatehouse::nginx
