// A ticket stands for a token where a browser cannot send an Authorization header (WebSocket, EventSource): sealed
// for this gate only, valid for thirty seconds, accepted once. It only transports a token and is not another
// credential: the token in it is verified and checked for revocation as usual. Shown by ticket_test.cc.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret_string.h"
#include "gate/request/reason.h"

namespace gatehouse::gate {

inline constexpr std::chrono::seconds kTicketLife{30};
// A longer token gets no ticket: the ticket must fit into a request target, which has 16 KiB.
inline constexpr size_t kMaxTicketTokenBytes = size_t{11} * 1024;
inline constexpr std::string_view kTicketArgument = "ticket";

class TicketBox {
 public:
  // `secret` is known only to the workers of this gate.
  explicit TicketBox(std::string_view secret);

  // Empty if the token is too long.
  [[nodiscard]] std::optional<std::string> Seal(std::string_view token, base::Wall now) const;

  struct Opened {
    std::string token;
    std::string id;  // of the ticket: the caller must ensure that it is accepted only once
  };
  // kTicketRefused: not a ticket of this gate, or expired.
  [[nodiscard]] std::expected<Opened, Reason> Open(std::string_view ticket, base::Wall now) const;

 private:
  base::SecretString key_;
};

}  // namespace gatehouse::gate
