// A line of Sec-WebSocket-Protocol, and a ticket. A token that is found stands in what was sent and is not in what the
// service gets; what is not a ticket of the gate's own never opens.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gate/identify/protocol_token.h"
#include "gate/identify/ticket.h"

namespace {

void Demand(bool holds) {
  if (!holds) std::abort();
}

bool HoldsWord(std::string_view line, std::string_view word) {
  const std::string padded = ", " + std::string(line) + ", ";
  return padded.contains(", " + std::string(word) + ", ");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse::gate;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::vector<Header> headers = {{kProtocolHeader, input}};
  const auto token = ProtocolToken(headers);
  const std::string others = WithoutBearer(input);
  Demand(others.size() <= 2 * input.size());
  if (token && *token) {
    Demand(!(*token)->empty() && input.contains(**token));
    Demand(!HoldsWord(others, kBearerProtocol));
  }
  if (token && !*token) Demand(!HoldsWord(others, kBearerProtocol));

  static const TicketBox box("the gate's own secret");
  constexpr gatehouse::base::Wall kNow{std::chrono::seconds{1'800'000'000}};
  Demand(!box.Open(input, kNow));
  if (const auto ticket = box.Seal(input, kNow)) {
    const auto opened = box.Open(*ticket, kNow);
    Demand(opened && opened->token == input);
  }
  return 0;
}
