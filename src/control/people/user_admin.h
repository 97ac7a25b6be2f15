// People as the command line manages them: the endpoints on the admin socket. JSON in and out; what is wrong is told
// with its mend. Shown by user_admin_test.cc.
#pragma once

#include "control/people/desk.h"
#include "control/service/exchange.h"

namespace gatehouse::control {

class UserAdmin {
 public:
  explicit UserAdmin(Desk& desk) : desk_(desk) {}

  // POST /admin/users {name, roles?, password | password_hash} · GET /admin/users ·
  // POST /admin/user/NAME {state?, roles?, password?} · DELETE /admin/second-factor/NAME · GET /admin/sessions ·
  // POST /admin/end-sessions {user}
  [[nodiscard]] HttpRoutes Routes();

 private:
  HttpResponse Add(const HttpRequest& request);
  HttpResponse List(const HttpRequest& request);
  HttpResponse Change(const HttpRequest& request);
  HttpResponse ResetSecondFactor(const HttpRequest& request);
  HttpResponse ListSessions(const HttpRequest& request);
  HttpResponse EndSessions(const HttpRequest& request);

  Desk& desk_;
};

}  // namespace gatehouse::control
