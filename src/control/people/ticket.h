// The state between two steps of a form, held by the browser: encrypted, so that nobody can read or forge it,
// short-lived, and bound to its purpose. Tests: ticket_test.cc.
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

// The password was right; the second factor is still missing.
struct LoginTicket {
  std::string user_id;
  base::Wall password_changed{};  // of the account: a later change invalidates the ticket
  base::Wall deadline{};          // a wrong code uses up the ticket; the next one keeps this deadline
  std::string next;
  base::SecretString totp;  // for an account that must set up a second factor: its new secret
};

class LoginTickets {
 public:
  explicit LoginTickets(const service::Sealer& sealer) : sealer_(sealer) {}
  [[nodiscard]] std::string Write(const LoginTicket& ticket) const;
  // Returns nothing for a forged, expired or redeemed ticket. A restart forgets which were redeemed; a
  // code is still valid only once.
  [[nodiscard]] std::optional<LoginTicket> Redeem(std::string_view text, base::Wall now);

 private:
  static constexpr size_t kMaxRedeemed = 100'000;  // beyond this number, tickets are refused until some expire

  const service::Sealer& sealer_;
  std::mutex mutex_;
  std::map<std::string, base::Wall, std::less<>> redeemed_;  // serial → deadline
};

// A second factor that is being set up: contains the secret until a code proves that the app has it.
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
