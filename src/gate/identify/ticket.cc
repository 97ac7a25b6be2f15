#include "gate/identify/ticket.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"
#include "base/number.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kContext = "gatehouse ticket";
constexpr size_t kIdBytes = 16;
constexpr size_t kMaxTicketBytes = 16'384;

}  // namespace

TicketBox::TicketBox(std::string_view secret) : key_(crypto::DeriveKey(secret, {}, kContext, crypto::kSealKeyBytes)) {}

// The sealed content: the id, the expiry in milliseconds, a space, the token.
std::optional<std::string> TicketBox::Seal(std::string_view token, base::Wall now) const {
  if (token.empty() || token.size() > kMaxTicketTokenBytes) return std::nullopt;
  std::string plain = crypto::RandomBytes(kIdBytes);
  plain += std::to_string((now + kTicketLife).time_since_epoch().count());
  plain += ' ';
  plain += token;
  return base::Base64UrlEncode(crypto::Seal(key_.Reveal(), plain, kContext));
}

std::expected<TicketBox::Opened, Reason> TicketBox::Open(std::string_view ticket, base::Wall now) const {
  const auto refused = std::unexpected(Reason::kTicketRefused);
  if (ticket.size() > kMaxTicketBytes) return refused;
  const auto sealed = base::Base64UrlDecode(ticket);
  if (!sealed) return refused;
  const auto opened = crypto::Open(key_.Reveal(), *sealed, kContext);
  if (!opened) return refused;
  const std::string_view plain = opened->Reveal();
  const size_t space = plain.find(' ', std::min(kIdBytes, plain.size()));
  if (plain.size() < kIdBytes || space == plain.npos) return refused;
  const auto end_ms = base::ParseNumber<int64_t>(plain.substr(kIdBytes, space - kIdBytes));
  if (!end_ms) return refused;
  const int64_t now_ms = now.time_since_epoch().count();
  // A ticket that expires later than a new one would was made before the clock was set back.
  const int64_t life_ms = std::chrono::milliseconds(kTicketLife).count();
  if (*end_ms <= now_ms || *end_ms > now_ms + life_ms) return refused;
  return Opened{.token = std::string(plain.substr(space + 1)), .id = std::string(plain.substr(0, kIdBytes))};
}

}  // namespace gatehouse::gate
