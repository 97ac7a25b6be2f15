// A ticket stands for a token where a browser can send no Authorization header (WebSocket, EventSource): it is sealed
// for this gate alone, good for thirty seconds, and good once. It is another way to bring a token, not another
// credential: the token in it is verified, and asked for revocation, as any other. Shown by ticket_test.cc.
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
// A token that is longer has no ticket: what holds one is a target, which has 16 KiB.
inline constexpr size_t kMaxTicketTokenBytes = size_t{11} * 1024;
inline constexpr std::string_view kTicketArgument = "ticket";

class TicketBox {
 public:
  // `secret` is known to every worker of the gate and to nobody else.
  explicit TicketBox(std::string_view secret);

  // Empty where the token is too long.
  [[nodiscard]] std::optional<std::string> Seal(std::string_view token, base::Wall now) const;

  struct Opened {
    std::string token;
    std::string id;  // of the ticket: the caller must make sure that it is accepted only once
  };
  // kTicketRefused: no ticket of this gate, or it is over.
  [[nodiscard]] std::expected<Opened, Reason> Open(std::string_view ticket, base::Wall now) const;

 private:
  base::SecretString key_;
};

}  // namespace gatehouse::gate
