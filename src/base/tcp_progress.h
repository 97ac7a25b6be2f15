// How many of the bytes sent over a TCP connection have reached the machine at the other end. Shown by
// tcp_progress_test.cc.
#pragma once

#include <cstdint>
#include <optional>

namespace gatehouse::base {

// The number of bytes that the peer's kernel has acknowledged since the connection began. Empty if it is not a TCP
// socket or this kernel does not report it.
[[nodiscard]] std::optional<uint64_t> BytesAcknowledged(int socket);

}  // namespace gatehouse::base
