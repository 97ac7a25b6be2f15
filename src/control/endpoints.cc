#include "control/endpoints.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "control/alerts/alerts.h"
#include "control/alerts/incident_sink.h"
#include "control/console/console.h"
#include "control/incidents/incidents.h"
#include "control/metrics/metrics.h"
#include "control/people/people.h"
#include "control/registry/endpoints.h"
#include "control/registry/oauth_error.h"
#include "control/registry/registry.h"
#include "control/service/admin_answer.h"
#include "control/service/server.h"
#include "control/watch/watch.h"

namespace gatehouse::control {
namespace {

// Each handler keeps the parts behind it alive.
service::HttpRoutes Holding(service::HttpRoutes routes, const std::shared_ptr<Endpoints>& endpoints) {
  for (service::HttpRoute& route : routes) {
    route.handle = [endpoints, handle = std::move(route.handle)](const service::HttpRequest& request) {
      return handle(request);
    };
  }
  return routes;
}

// `status` says whether the limits are shared right now, and if not, why.
nlohmann::ordered_json LimitsOf(const sharing::Sharer* sharer) {
  if (sharer == nullptr) return {{"shared", false}, {"asked", false}};
  const sharing::Standing standing = sharer->Look();
  nlohmann::ordered_json limits = {{"shared", standing.shared}, {"asked", true}, {"gates", standing.totals.gates}};
  if (!standing.why_not.empty()) limits["why_not"] = standing.why_not;
  return limits;
}

}  // namespace

Endpoints::Endpoints(std::shared_ptr<const gate::Policy> policy, const Services& services, std::string policy_file)
    : policy_(std::move(policy)),
      gate_(services.gate),
      policy_file_(std::move(policy_file)),
      sharer_(services.sharer),
      database_kind_(services.database.kind()),
      since_(base::ReadClocks().wall) {}

base::Result<std::shared_ptr<Endpoints>> Endpoints::Make(std::shared_ptr<const gate::Policy> policy,
                                                         const Services& services, const std::string& policy_file) {
  std::shared_ptr<Endpoints> made(new Endpoints(std::move(policy), services, policy_file));
  made->parts_.push_back(
      registry::MakeRegistry({services.database, services.gate, *made->policy_, services.sealer, services.hashes}));
  if (made->policy_->control->people) {
    made->parts_.push_back(
        people::MakePeople({services.database, services.gate, *made->policy_, services.sealer, services.hashes}));
  }
  const gate::Policy& rules = *made->policy_;
  auto alerts = std::make_unique<alerts::Alerts>(alerts::AlertsContext{
      services.database, rules, services.resolve, [gate = &services.gate](std::string_view words, base::Wall now) {
        gate->Log({.time = now, .type = events::type::kControlFailed, .details = words});
      }});
  auto incidents = std::make_unique<incidents::Incidents>(
      services.database, incidents::Containment{services.region, services.gate, rules},
      [to = alerts.get()](store::Transaction& sql, const store::Incident& before, const store::Incident& after,
                          base::Wall now) { to->QueueChange(sql, before, after, now); });
  made->sink_ = std::make_unique<alerts::IncidentSink>(*alerts);
  if (rules.control->watch) {
    auto watcher = std::make_unique<watch::Watch>(watch::WatchContext{services.database, services.gate, services.region,
                                                                      rules, services.sealer, made->sink_.get()});
    made->watch_ = watcher.get();
    made->parts_.push_back(std::move(watcher));
  }
  if (rules.control->metrics) {
    made->parts_.push_back(metrics::MakeMetrics(
        {services.region, services.database, rules, services.hashes, *alerts, services.sharer, made->since_}));
  }
  if (rules.control->console) {
    made->parts_.push_back(std::make_unique<console::Console>(console::ConsoleContext{
        services.region, services.gate, services.database, rules, *incidents, *alerts, policy_file}));
  }
  made->parts_.push_back(std::move(incidents));
  made->parts_.push_back(std::move(alerts));
  for (const auto& part : made->parts_) {
    if (auto begun = part->Begin(base::ReadClocks()); !begun) return std::unexpected(begun.error());
  }
  return made;
}

service::HttpRoutes Endpoints::Public(const std::shared_ptr<Endpoints>& endpoints) {
  service::HttpRoutes all;
  for (const auto& part : endpoints->parts_) {
    for (service::HttpRoute& route : Holding(part->PublicRoutes(), endpoints)) all.push_back(std::move(route));
  }
  return all;
}

service::HttpRoutes Endpoints::Admin(const std::shared_ptr<Endpoints>& endpoints) {
  service::HttpRoutes all = {service::AdminRoute(
      service::AdminCall::kStatus,
      [endpoints](const service::HttpRequest&, service::AdminBody&) { return endpoints->Status(); })};
  for (const auto& part : endpoints->parts_) {
    for (service::HttpRoute& route : Holding(part->AdminRoutes(), endpoints)) all.push_back(std::move(route));
  }
  return all;
}

service::HttpResponse Endpoints::Busy(const service::HttpRequest& request) {
  // OAuth clients expect JSON with `error` (RFC 6749 §5.2).
  if (!request.path.starts_with(registry::kOAuthPaths)) return service::HttpServer::BusyResponse(request);
  return registry::ToResponse({.error = registry::OAuthError::kTemporarilyUnavailable,
                               .description = "too many requests at once",
                               .retry_after = std::chrono::seconds(1)});
}

void Endpoints::Tick(base::Now now) {
  for (const auto& part : parts_) {
    try {
      part->Tick(now);
    } catch (const std::exception&) {  // what it says may hold values of a statement
      fmt::print(stderr, "gatehouse control: periodic work has failed; it is tried again\n");
    }
  }
}

void Endpoints::LookAtLog(base::Now now) {
  gate_.LogRepeats(now.wall);
  if (watch_ == nullptr) return;
  try {
    watch_->Step(now);
  } catch (const std::exception&) {  // what it says may hold values of a statement
    fmt::print(stderr, "gatehouse control: reading the event log has failed; it is tried again\n");
  }
}

service::HttpResponse Endpoints::Status() const {
  const gate::ControlSettings& settings = *policy_->control;
  const nlohmann::ordered_json status = {{"pid", ::getpid()},
                                         {"policy", policy_file_},
                                         {"policy_read_ms", since_.time_since_epoch().count()},
                                         {"database", database_kind_},
                                         {"url", settings.url},
                                         {"registry", settings.registry.has_value()},
                                         {"people", settings.people.has_value()},
                                         {"watch", settings.watch.has_value()},
                                         {"limits", LimitsOf(sharer_)}};
  return service::AdminAnswer(service::kDone, status);
}

}  // namespace gatehouse::control
