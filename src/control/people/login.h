// Logging in: name and password, then the second factor where there is one (rows A9 A10). Who does not get in learns
// nothing about why. Shown by login_test.cc and second_factor_test.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "control/people/accounts.h"
#include "control/people/attempts.h"
#include "control/people/desk.h"
#include "control/people/ticket.h"
#include "control/service/exchange.h"

namespace gatehouse::control {

class Login {
 public:
  // `issuer` is what authenticator apps show: the gate's host.
  Login(Desk& desk, std::string issuer) : desk_(desk), tickets_(desk.sealer), issuer_(std::move(issuer)) {}

  [[nodiscard]] HttpResponse ShowForm(const HttpRequest& request);
  [[nodiscard]] HttpResponse Submit(const HttpRequest& request);
  [[nodiscard]] HttpResponse SubmitCode(const HttpRequest& request);

 private:
  HttpResponse Enter(const HttpRequest& request, const User& user, std::string_view acr, std::string_view next);
  HttpResponse AskForCode(const LoginTicket& ticket, std::string error, int status);
  // In place of a session: who must have a second factor and has none sets it up first.
  HttpResponse OfferTotp(const User& user, LoginTicket ticket);
  // Whether the code is right; if so, it is spent, and a factor that was offered is the account's.
  base::Result<bool> TakeCode(const User& user, const LoginTicket& ticket, std::string_view code, base::Wall now);
  void EndPresented(const HttpRequest& request);

  Desk& desk_;
  LoginTickets tickets_;
  std::string issuer_;
};

}  // namespace gatehouse::control
