#include "control/alerts/alerts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "control/service/admin_answer.h"

namespace gatehouse::alerts {
namespace {

using Json = nlohmann::ordered_json;

// What `gatehouse alert test` sends: no incident, and said so.
store::Incident TestIncident(base::Wall now) {
  return {.stage = store::IncidentStage::kClosed,
          .severity = gate::Severity::kInfo,
          .rule = "test",
          .subject = {},
          .sentence = "This is a test of the alerts: nothing has happened",
          .opened = now,
          .changed = now,
          .last_finding = now};
}

}  // namespace

Alerts::Alerts(const AlertsContext& context) : context_(context) {
  const auto send = [this](const gate::AlertChannel& channel, const std::vector<store::QueuedAlert>& alerts,
                           base::Wall now) {
    return Deliver(channel, alerts, context_.policy.control->url, context_.resolve, now);
  };
  for (const gate::AlertChannel& channel : context_.policy.control->alerts) {
    channels_.push_back(std::make_unique<AlertChannelQueue>(channel, context_.database, send));
  }
}

service::HttpRoutes Alerts::AdminRoutes() {
  using service::AdminBody;
  using service::AdminCall;
  using service::AdminRoute;
  using service::HttpRequest;
  return {AdminRoute(AdminCall::kListAlerts, [this](const HttpRequest&, AdminBody&) { return Status(); }),
          AdminRoute(AdminCall::kTestAlert, [this](const HttpRequest& request, AdminBody&) { return Test(request); })};
}

// At the first tick and not before: until then, another policy may go on.
void Alerts::Tick(base::Now now) {
  if (!cleared_) {
    std::vector<std::string> names;
    for (const gate::AlertChannel& channel : context_.policy.control->alerts) names.push_back(channel.name);
    cleared_ = context_.database
                   .Write([&](store::Transaction& sql) -> base::Result<> {
                     store::RemoveAlertsOfOthers(sql, names);
                     return {};
                   })
                   .has_value();
  }
  for (const auto& channel : channels_) {
    channel->Tick(now.wall);
    const auto complaint = channel->Complaint(now.wall);
    if (complaint && context_.complain) context_.complain(*complaint, now.wall);
  }
}

void Alerts::Queue(store::Transaction& sql, const store::Incident& incident, AlertCause cause, base::Wall time) {
  const auto& receivers = context_.policy.control->alerts;
  // The end is told to those whom the findings were told, even if it was assessed to be less severe since.
  const gate::Severity severity = cause == AlertCause::kClosed
                                      ? std::max(incident.severity, store::MostSevereFinding(sql, incident))
                                      : incident.severity;
  for (size_t i = 0; i < receivers.size(); ++i) {
    const gate::AlertChannel& channel = receivers[i];
    if (severity < channel.least) continue;
    store::QueuedAlert alert{.channel = channel.name, .created = time, .content = AlertContent(incident, cause, time)};
    const int64_t dropped = store::QueueAlert(sql, alert);
    if (dropped > 0) channels_[i]->CountDropped(dropped);
  }
}

void Alerts::QueueChange(store::Transaction& sql, const store::Incident& before, const store::Incident& after,
                         base::Wall time) {
  using store::IncidentStage;
  if (after.stage == IncidentStage::kClosed && before.stage != IncidentStage::kClosed) {
    Queue(sql, after, AlertCause::kClosed, time);
  } else if (after.severity > before.severity) {
    Queue(sql, after, AlertCause::kWorse, time);
  }
}

std::vector<AlertChannelQueue::State> Alerts::Look() const {
  std::vector<AlertChannelQueue::State> states;
  for (const auto& channel : channels_) states.push_back(channel->Look());
  return states;
}

service::HttpResponse Alerts::Status() const {
  Json list = Json::array();
  for (const AlertChannelQueue::State& state : Look()) {
    Json one = {{"name", state.name}, {"queued", state.queued}, {"sent", state.sent}, {"failed", state.failed}};
    one["last_sent"] = service::TimeOrNull(state.last_sent);
    one["last_error"] = state.last_error;
    list.push_back(one);
  }
  return service::AdminAnswer(service::kDone, {{"receivers", list}});
}

service::HttpResponse Alerts::Test(const service::HttpRequest& request) {
  const auto& channels = context_.policy.control->alerts;
  const auto channel = std::ranges::find(channels, request.tail, &gate::AlertChannel::name);
  if (channel == channels.end()) {
    return service::AdminFault(service::kNotThere, {"There is no such receiver of alerts", request.tail.substr(0, 64),
                                                    "gatehouse alert list"});
  }
  const base::Wall now = request.now.wall;
  const std::vector<store::QueuedAlert> alerts = {
      {.id = 0,
       .channel = channel->name,
       .created = now,
       .content = AlertContent(TestIncident(now), AlertCause::kClosed, now)}};
  const auto sent = Deliver(*channel, alerts, context_.policy.control->url, context_.resolve, now);
  if (!sent) return service::AdminFault(service::kCannotBe, sent.error());
  if (!sent->left_out.empty())
    return service::AdminFault(service::kCannotBe, {sent->left_out + "; the others got it", channel->name, {}});
  return service::AdminAnswer(service::kDone, {{"sent", true}});
}

}  // namespace gatehouse::alerts
