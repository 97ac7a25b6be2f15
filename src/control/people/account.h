// What people do with their own account once they are in: look at it, log out, change the password, set up or remove
// the second factor (rows A9 A10). Shown by account_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "control/people/desk.h"
#include "control/people/ticket.h"
#include "control/service/exchange.h"

namespace gatehouse::control {

class Account {
 public:
  // `issuer` is what authenticator apps show: the gate's host.
  Account(Desk& desk, std::string issuer) : desk_(desk), tickets_(desk.sealer), issuer_(std::move(issuer)) {}

  [[nodiscard]] HttpResponse ShowAccount(const HttpRequest& request);
  [[nodiscard]] HttpResponse SubmitAccount(const HttpRequest& request);
  [[nodiscard]] HttpResponse ShowPassword(const HttpRequest& request);
  [[nodiscard]] HttpResponse SubmitPassword(const HttpRequest& request);
  [[nodiscard]] HttpResponse Logout(const HttpRequest& request);

 private:
  // The session of the cookie itself. The gate's headers must say the same: they alone are no proof, since anything
  // that reaches the socket can write them, and where they are missing the gate let the request pass as nobody's.
  std::optional<SessionKeys::Proven> Proven(const HttpRequest& request) const;
  // Whose session that is, as the database has it now.
  struct Visitor {
    User user;
    Session session;
  };
  base::Result<std::optional<Visitor>> Who(const HttpRequest& request);
  // Calls `act` for the visitor; a dead session is sent to the login.
  template <typename Act>
  HttpResponse AsVisitor(const HttpRequest& request, Act&& act);
  // Whether the password is the visitor's; if not, the answer to give.
  std::optional<HttpResponse> WrongPassword(const HttpRequest& request, const Visitor& visitor,
                                            const base::SecretString& password, std::string_view what);

  HttpResponse Page(const HttpRequest& request, const Visitor& visitor, std::string_view error, int status);
  HttpResponse BeginTotp(const HttpRequest& request, const Visitor& visitor, Form& form);
  HttpResponse ConfirmTotp(const HttpRequest& request, const Visitor& visitor, Form& form);
  HttpResponse RemoveTotp(const HttpRequest& request, const Visitor& visitor, Form& form);
  HttpResponse Reenter(const HttpRequest& request, const std::string& name, std::string_view acr,
                       std::string_view details);

  Desk& desk_;
  TotpTickets tickets_;
  std::string issuer_;
};

}  // namespace gatehouse::control
