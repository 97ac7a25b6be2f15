// A token in Sec-WebSocket-Protocol, the only header that a page can set when it opens a WebSocket:
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

// The word after "bearer"; empty if there is no protocol "bearer". kTokenFormat if "bearer" is repeated or the last
// word.
[[nodiscard]] std::expected<std::optional<std::string_view>, Reason> ProtocolToken(std::span<const Header> headers);

// A line of the header without "bearer" and the word after it, for the service; empty if nothing else remains.
[[nodiscard]] std::string WithoutBearer(std::string_view line);

}  // namespace gatehouse::gate
