// What a person holds between the steps of a form: sealed, so that nobody else can read or make one, short-lived, and
// bound to what it is for. Tests: ticket_test.cc.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret_string.h"
#include "control/service/sealer.h"

namespace gatehouse::people {

inline constexpr std::chrono::minutes kTicketLife{5};

// Password shown, second factor still missing.
struct LoginTicket {
  std::string user_id;
  base::Wall password_changed{};  // of the account, when its password was checked: one changed since then ends it
  base::Wall deadline{};          // stays over wrong codes, each of which costs the ticket
  std::string next;
  base::SecretString totp;  // of an account that must have a second factor and has none: the one it is given now
};

class LoginTickets {
 public:
  explicit LoginTickets(const service::Sealer& sealer) : sealer_(sealer) {}
  [[nodiscard]] std::string Write(const LoginTicket& ticket) const;
  // Nothing for a ticket that is not ours, too old, or was redeemed before. After a restart the last can't be told: a
  // code is then still good only once.
  [[nodiscard]] std::optional<LoginTicket> Redeem(std::string_view text, base::Wall now);

 private:
  static constexpr size_t kMaxRedeemed = 100'000;  // beyond that none is taken until some have ended

  const service::Sealer& sealer_;
  std::mutex mutex_;
  std::map<std::string, base::Wall, std::less<>> redeemed_;  // serial → deadline
};

// A second factor that is being set up: the secret, until a code has shown that the app has it.
class TotpTickets {
 public:
  explicit TotpTickets(const service::Sealer& sealer) : sealer_(sealer) {}
  [[nodiscard]] std::string Write(const std::string& user_id, const base::SecretString& secret, base::Wall now) const;
  [[nodiscard]] std::optional<base::SecretString> Read(const std::string& user_id, std::string_view text,
                                                       base::Wall now) const;

 private:
  const service::Sealer& sealer_;
};

}  // namespace gatehouse::people
