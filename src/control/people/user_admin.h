// The admin endpoints for people: JSON in and out; errors say how to
// fix them. Tests: user_admin_test.cc.
#pragma once

#include "control/people/desk.h"
#include "control/service/admin_body.h"
#include "control/service/http.h"

namespace gatehouse::people {

class UserAdmin {
 public:
  explicit UserAdmin(Desk& desk) : desk_(desk) {}

  [[nodiscard]] service::HttpRoutes Routes();

 private:
  service::HttpResponse Add(const service::HttpRequest& request, service::AdminBody& body);
  service::HttpResponse List(const service::HttpRequest& request, service::AdminBody& body);
  service::HttpResponse Change(const service::HttpRequest& request, service::AdminBody& body);
  service::HttpResponse ResetSecondFactor(const service::HttpRequest& request, service::AdminBody& body);
  service::HttpResponse ListSessions(const service::HttpRequest& request, service::AdminBody& body);
  service::HttpResponse EndSessions(const service::HttpRequest& request, service::AdminBody& body);

  Desk& desk_;
};

}  // namespace gatehouse::people
