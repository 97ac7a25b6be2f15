// The login: name and password, then the second factor if there is one (rows A9 A10). A failed login does not
// show the reason. Tests: login_test.cc and second_factor_test.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "control/people/accounts.h"
#include "control/people/attempts.h"
#include "control/people/desk.h"
#include "control/people/ticket.h"
#include "control/service/http.h"

namespace gatehouse::people {

class Login {
 public:
  // `issuer` is what authenticator apps show: the gate's host.
  Login(Desk& desk, std::string issuer) : desk_(desk), tickets_(desk.sealer), issuer_(std::move(issuer)) {}

  [[nodiscard]] service::HttpResponse ShowForm(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse Submit(const service::HttpRequest& request);
  [[nodiscard]] service::HttpResponse SubmitCode(const service::HttpRequest& request);

 private:
  service::HttpResponse Enter(const service::HttpRequest& request, const store::User& user, std::string_view acr,
                              std::string_view next);
  service::HttpResponse AskForCode(const LoginTicket& ticket, std::string error, int status);
  // Instead of a session: a user who must have a second factor but has none sets it up first.
  service::HttpResponse OfferTotp(const store::User& user, LoginTicket ticket);
  // Checks the code. If it is right, marks it as spent and stores a factor that was just set up.
  base::Result<bool> TakeCode(const store::User& user, const LoginTicket& ticket, std::string_view code,
                              base::Wall now);
  void EndPresented(const service::HttpRequest& request);

  Desk& desk_;
  LoginTickets tickets_;
  std::string issuer_;
};

}  // namespace gatehouse::people
