// The admin endpoints for people: JSON in and out; errors say how to
// fix them. Tests: user_admin_test.cc.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "control/people/desk.h"
#include "control/service/admin_body.h"
#include "control/service/http.h"
#include "control/store/users.h"

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

  // The hash of the password in `body`; the response if the password is not good enough, or nothing can be hashed.
  std::expected<std::string, service::HttpResponse> HashOf(service::AdminBody& body, const std::string& name);
  // Steps of a change. Each stores its part and brings `user` up to date; the response if that is not possible.
  std::optional<service::HttpResponse> SetPassword(const service::HttpRequest& request, service::AdminBody& body,
                                                   store::User& user);
  std::optional<service::HttpResponse> SetAccess(const service::HttpRequest& request, store::UserState state,
                                                 const std::vector<std::string>& roles, store::User& user);
  std::optional<service::HttpResponse> Reload(store::User& user);

  Desk& desk_;
};

}  // namespace gatehouse::people
