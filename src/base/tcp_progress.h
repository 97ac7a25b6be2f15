// How much of what was sent over a TCP connection has reached the machine at its other end. Shown by
// tcp_progress_test.cc.
#pragma once

#include <cstdint>
#include <optional>

namespace gatehouse::base {

// The bytes that the other end's kernel has acknowledged since the connection began. Empty for what is not a TCP
// socket, and where this kernel does not say.
[[nodiscard]] std::optional<uint64_t> BytesAcknowledged(int socket);

}  // namespace gatehouse::base
