// A token in Sec-WebSocket-Protocol, the one header that a page may fill when it opens a WebSocket:
// `new WebSocket(url, ["bearer", token, "chat"])`. Shown by protocol_token_test.cc.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gate/request/reason.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

inline constexpr std::string_view kProtocolHeader = "Sec-WebSocket-Protocol";
inline constexpr std::string_view kBearerProtocol = "bearer";

// The word behind "bearer"; empty where no protocol is called that. kTokenFormat where "bearer" stands twice or has no
// word behind it.
[[nodiscard]] std::expected<std::optional<std::string_view>, Reason> ProtocolToken(std::span<const Header> headers);

// A line of the header without "bearer" and the word behind it, for the service; empty where nothing is left.
[[nodiscard]] std::string WithoutBearer(std::string_view line);

}  // namespace gatehouse::gate
