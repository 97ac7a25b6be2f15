#include "control/endpoints.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "control/people/people.h"
#include "control/registry/endpoints.h"
#include "control/registry/oauth_error.h"
#include "control/registry/registry.h"
#include "control/service/server.h"

namespace gatehouse::control {
namespace {

// An endpoint holds on to the parts behind it.
HttpRoutes Holding(HttpRoutes routes, const std::shared_ptr<Endpoints>& endpoints) {
  for (HttpRoute& route : routes) {
    route.handle = [endpoints, handle = std::move(route.handle)](const HttpRequest& request) {
      return handle(request);
    };
  }
  return routes;
}

}  // namespace

Endpoints::Endpoints(std::shared_ptr<const gate::Policy> policy, GateLink& gate, std::string policy_file,
                     std::string database_kind)
    : policy_(std::move(policy)),
      gate_(gate),
      policy_file_(std::move(policy_file)),
      database_kind_(std::move(database_kind)),
      since_(base::ReadClocks().wall) {}

base::Result<std::shared_ptr<Endpoints>> Endpoints::Make(std::shared_ptr<const gate::Policy> policy,
                                                         const Services& services, const std::string& policy_file) {
  std::shared_ptr<Endpoints> made(
      new Endpoints(std::move(policy), services.gate, policy_file, std::string(services.database.kind())));
  made->parts_.push_back(
      MakeRegistry({services.database, services.gate, *made->policy_, services.sealer, services.hashes}));
  if (made->policy_->control->people) {
    made->parts_.push_back(
        MakePeople({services.database, services.gate, *made->policy_, services.sealer, services.hashes}));
  }
  for (const auto& part : made->parts_) {
    if (auto begun = part->Begin(base::ReadClocks()); !begun) return std::unexpected(begun.error());
  }
  return made;
}

HttpRoutes Endpoints::Public(const std::shared_ptr<Endpoints>& endpoints) {
  HttpRoutes all;
  for (const auto& part : endpoints->parts_) {
    for (HttpRoute& route : Holding(part->PublicRoutes(), endpoints)) all.push_back(std::move(route));
  }
  return all;
}

HttpRoutes Endpoints::Admin(const std::shared_ptr<Endpoints>& endpoints) {
  HttpRoutes all = {{"GET", "/admin/status", [endpoints](const HttpRequest&) { return endpoints->Status(); }}};
  for (const auto& part : endpoints->parts_) {
    for (HttpRoute& route : Holding(part->AdminRoutes(), endpoints)) all.push_back(std::move(route));
  }
  return all;
}

HttpResponse Endpoints::Busy(const HttpRequest& request) {
  // OAuth clients read JSON with `error`, and nothing else (RFC 6749 §5.2).
  if (!request.path.starts_with(kOAuthPaths)) return HttpServer::BusyResponse(request);
  return ToResponse({.error = OAuthError::kTemporarilyUnavailable,
                     .description = "too many requests at once",
                     .retry_after = std::chrono::seconds(1)});
}

void Endpoints::Tick(base::Now now) {
  gate_.LogRepeats(now.wall);
  for (const auto& part : parts_) {
    try {
      part->Tick(now);
    } catch (const std::exception&) {  // what it says may hold values of a statement
      fmt::print(stderr, "gatehouse control: work that comes round by itself has failed; it is tried again\n");
    }
  }
}

HttpResponse Endpoints::Status() const {
  const gate::ControlSettings& settings = *policy_->control;
  const nlohmann::ordered_json status = {{"pid", ::getpid()},
                                         {"policy", policy_file_},
                                         {"policy_read_ms", since_.time_since_epoch().count()},
                                         {"database", database_kind_},
                                         {"url", settings.url},
                                         {"registry", settings.registry.has_value()},
                                         {"people", settings.people.has_value()}};
  return JsonResponse(200, status.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
}

}  // namespace gatehouse::control
