// The pages of people's own accounts: overview, logout, change of the password, setup and removal of
// the second factor (rows A9 A10). Tests: account_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "control/people/desk.h"
#include "control/people/ticket.h"
#include "control/service/http.h"

namespace gatehouse::people {

class Account {
 public:
  // `issuer` is what authenticator apps show: the gate's host.
  Account(Desk& desk, std::string issuer) : desk_(desk), tickets_(desk.sealer), issuer_(std::move(issuer)) {}

  [[nodiscard]] service::HttpResponse ShowAccount(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse SubmitAccount(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse ShowPassword(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse SubmitPassword(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse Logout(const service::HttpRequest& request);

 private:
  // Returns the session that the cookie proves. The gate's headers must match: they alone are no proof, because any
  // process that reaches the socket can write them; if they are missing, the gate let the request pass as anonymous.
  std::optional<SessionKeys::Proven> Proven(const service::HttpRequest& request) const;
  // The user of that session, with the current row in the database.
  struct Visitor {
    store::User user;
    store::Session session;
  };
  base::Result<std::optional<Visitor>> Who(const service::HttpRequest& request);
  // Calls `act` for the visitor; without a valid session, redirects to the login.
  template <typename Act>
  service::HttpResponse AsVisitor(const service::HttpRequest& request, Act&& act);
  // Checks the visitor's password; returns the error page if it is wrong.
  std::optional<service::HttpResponse> WrongPassword(const service::HttpRequest& request, const Visitor& visitor,
                                                     const base::SecretString& password, std::string_view what);

  service::HttpResponse Page(const service::HttpRequest& request, const Visitor& visitor, std::string_view error,
                             int status);
  service::HttpResponse BeginTotp(const service::HttpRequest& request, const Visitor& visitor, service::Form& form);
  service::HttpResponse ConfirmTotp(const service::HttpRequest& request, const Visitor& visitor, service::Form& form);
  service::HttpResponse RemoveTotp(const service::HttpRequest& request, const Visitor& visitor, service::Form& form);
  service::HttpResponse Reenter(const service::HttpRequest& request, const std::string& name, std::string_view acr,
                                std::string_view details);

  Desk& desk_;
  TotpTickets tickets_;
  std::string issuer_;
};

}  // namespace gatehouse::people
