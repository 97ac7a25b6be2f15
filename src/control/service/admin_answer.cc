#include "control/service/admin_answer.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/rfc3339.h"
#include "control/service/json_text.h"

namespace gatehouse::service {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

HttpResponse AdminAnswer(int status, const Json& json) { return JsonResponse(status, JsonText(json)); }

HttpResponse AdminFault(int status, const base::Error& error) { return AdminFault(status, error, Json::object()); }

HttpResponse AdminFault(int status, const base::Error& error, const Json& more) {
  Json problem = {
      {"type", "about:blank"}, {"status", status}, {"detail", error.what}, {"where", error.where}, {"fix", error.fix}};
  problem.update(more);
  return {status, {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}}, JsonText(problem)};
}

Json TimeOrNull(const std::optional<base::Wall>& time) { return time ? Json(base::TimeText(*time)) : Json(nullptr); }

HttpRoute AdminRoute(AdminCall call, AdminHandler handle) {
  const AdminCallInfo& info = Describe(call);
  return {std::string(info.method), std::string(info.path),
          [&info, handle = std::move(handle)](const HttpRequest& request) -> HttpResponse {
            auto body = info.members.empty() ? AdminBody() : AdminBody::Read(request, info.members);
            return body ? handle(request, *body) : AdminFault(kUnreadable, body.error());
          }};
}

}  // namespace gatehouse::service
