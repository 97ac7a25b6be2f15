#include "control/people/ticket.h"

#include "base/bytes.h"
#include "base/number.h"
#include "jose/token_issue.h"

namespace gatehouse::people {
namespace {

constexpr std::string_view kLoginContext = "login-ticket";
constexpr std::string_view kTotpContext = "totp-ticket:";
constexpr char kBetween = '\n';  // only the last field may contain it

std::string Text(base::Wall time) { return std::to_string(time.time_since_epoch().count()); }

// Removes and returns the text up to kBetween.
std::optional<std::string_view> TakeField(std::string_view& text) {
  const size_t end = text.find(kBetween);
  if (end == std::string_view::npos) return {};
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(end + 1);
  return field;
}

std::optional<base::Wall> TakeTime(std::string_view& text) {
  const auto field = TakeField(text);
  const auto count = field ? base::ParseNumber<int64_t>(*field) : std::nullopt;
  return count ? std::optional(base::Wall(std::chrono::milliseconds(*count))) : std::nullopt;
}

}  // namespace

std::string LoginTickets::Write(const LoginTicket& ticket) const {
  std::string plain = jose::NewTokenId() + kBetween + Text(ticket.deadline) + kBetween + Text(ticket.password_changed) +
                      kBetween + ticket.user_id + kBetween + base::Base64UrlEncode(ticket.totp.Reveal()) + kBetween +
                      ticket.next;
  return sealer_.Seal(base::SecretString(std::move(plain)).Reveal(), kLoginContext);
}

std::optional<LoginTicket> LoginTickets::Redeem(std::string_view text, base::Wall now) {
  const auto plain = sealer_.Open(text, kLoginContext);
  if (!plain) return {};
  std::string_view rest = plain->Reveal();
  const auto serial = TakeField(rest);
  const auto deadline = TakeTime(rest);
  const auto password_changed = TakeTime(rest);
  const auto user_id = TakeField(rest);
  auto totp = base::Base64UrlDecode(TakeField(rest).value_or("="));
  if (!serial || !deadline || !password_changed || !user_id || !totp || *deadline <= now) return {};
  const std::scoped_lock lock(mutex_);
  std::erase_if(redeemed_, [&](const auto& entry) { return entry.second <= now; });
  if (redeemed_.size() >= kMaxRedeemed || !redeemed_.emplace(*serial, *deadline).second) return {};
  return LoginTicket{.user_id = std::string(*user_id),
                     .password_changed = *password_changed,
                     .deadline = *deadline,
                     .next = std::string(rest),
                     .totp = base::SecretString(*std::move(totp))};
}

std::string TotpTickets::Write(const std::string& user_id, const base::SecretString& secret, base::Wall now) const {
  std::string text = Text(now + kTicketLife) + kBetween;
  text.reserve(text.size() + secret.Reveal().size());
  text += secret.Reveal();
  const base::SecretString plain(std::move(text));
  return sealer_.Seal(plain.Reveal(), std::string(kTotpContext) + user_id);
}

std::optional<base::SecretString> TotpTickets::Read(const std::string& user_id, std::string_view text,
                                                    base::Wall now) const {
  const auto plain = sealer_.Open(text, std::string(kTotpContext) + user_id);
  if (!plain) return {};
  std::string_view rest = plain->Reveal();
  const auto deadline = TakeTime(rest);
  if (!deadline || *deadline <= now || rest.empty()) return {};
  return base::SecretString(std::string(rest));
}

}  // namespace gatehouse::people
