// People as the command line manages them: the endpoints on the admin socket. JSON in and out; what is wrong is told
// with its mend. Shown by user_admin_test.cc.
#pragma once

#include "control/people/desk.h"
#include "control/service/http.h"

namespace gatehouse::people {

class UserAdmin {
 public:
  explicit UserAdmin(Desk& desk) : desk_(desk) {}

  // POST /admin/users {name, roles?, password | password_hash} · GET /admin/users ·
  // POST /admin/user/NAME {state?, roles?, password?} · DELETE /admin/second-factor/NAME · GET /admin/sessions ·
  // POST /admin/end-sessions {user}
  [[nodiscard]] service::HttpRoutes Routes();

 private:
  service::HttpResponse Add(const service::HttpRequest& request);
  service::HttpResponse List(const service::HttpRequest& request);
  service::HttpResponse Change(const service::HttpRequest& request);
  service::HttpResponse ResetSecondFactor(const service::HttpRequest& request);
  service::HttpResponse ListSessions(const service::HttpRequest& request);
  service::HttpResponse EndSessions(const service::HttpRequest& request);

  Desk& desk_;
};

}  // namespace gatehouse::people
