#include "control/incidents/incidents.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json_text.h"
#include "control/incidents/incident_text.h"
#include "control/incidents/timeline.h"
#include "control/service/admin_body.h"

namespace gatehouse::incidents {
namespace {

constexpr int kMostListed = 500;
// Before an incident was opened: what led to it.
constexpr std::chrono::hours kTimelineBefore{1};
constexpr std::chrono::hours kForgetEvery{1};

int64_t IdOf(std::string_view text) {
  int64_t id = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
  return fault == std::errc() && end == text.data() + text.size() ? id : 0;
}

base::Error NoSuch(std::string_view id) {
  return {std::string(IncidentBook::kNoSuch), std::string(id.substr(0, 32)), "gatehouse incident list shows them"};
}

service::HttpResponse Fault(const base::Error& error) {
  // What the database says is of another kind than what a person asked for in vain.
  if (error.what == IncidentBook::kNoSuch) return service::AdminFault(404, NoSuch(error.where));
  const bool asked_for = error.where == "text" || error.where == "stage";
  return service::AdminFault(asked_for ? 422 : 500, error);
}

// The command line reads JSON only.
service::HttpResponse AsJson(service::HttpResponse report) {
  if (report.status != 200) return report;
  std::string json = R"({"markdown":)";
  json::AppendQuoted(json, report.body);
  return service::JsonResponse(200, json + "}");
}

service::HttpResponse Body(std::string json) { return service::JsonResponse(200, std::move(json)); }

}  // namespace

Incidents::Incidents(store::Database& database, const Containment& context, Closed closed)
    : book_(database), context_(context), closed_(std::move(closed)) {}

service::HttpRoutes Incidents::AdminRoutes() {
  return {
      {"GET", "/admin/incidents", [this](const service::HttpRequest& request) { return List(request); }},
      {"GET", "/admin/incidents/", [this](const service::HttpRequest& request) { return Show(request); }},
      {"GET", "/admin/incident-reports/",
       [this](const service::HttpRequest& request) { return AsJson(Report(request)); }},
      {"POST", "/admin/incidents/", [this](const service::HttpRequest& request) { return Act(request, {}); }},
  };
}

base::Result<> Incidents::Begin(base::Now /*now*/) { return {}; }

void Incidents::Tick(base::Now now) {
  if (now.wall - forgot_ < kForgetEvery) return;
  forgot_ = now.wall;
  book_.Forget(now.wall);
}

service::HttpResponse Incidents::List(const service::HttpRequest& request) const {
  const bool all = std::ranges::any_of(request.query, [](const auto& pair) { return pair.first == "all"; });
  const auto incidents = book_.Newest(!all, kMostListed);
  if (!incidents) return Fault(incidents.error());
  return Body(IncidentsJson(*incidents));
}

base::Result<IncidentBook::Whole> Incidents::Find(const service::HttpRequest& request) const {
  auto whole = book_.Find(IdOf(request.tail));
  if (!whole) return std::unexpected(whole.error());
  if (!*whole) return std::unexpected(NoSuch(request.tail));
  return **std::move(whole);
}

std::vector<std::string> Incidents::TimelineOf(const IncidentBook::Whole& whole) const {
  return EventsAbout(context_.policy.event_file, whole.subjects, whole.incident.opened - kTimelineBefore);
}

service::HttpResponse Incidents::Show(const service::HttpRequest& request) const {
  const auto whole = Find(request);
  if (!whole) return Fault(whole.error());
  return Body(WholeIncidentJson(*whole, TimelineOf(*whole)));
}

service::HttpResponse Incidents::Report(const service::HttpRequest& request) const {
  const auto whole = Find(request);
  if (!whole) return Fault(whole.error());
  return {200,
          {{"Content-Type", "text/markdown; charset=utf-8"},
           {"Content-Disposition", fmt::format("attachment; filename=\"incident-{}.md\"", whole->incident.id)},
           {"Cache-Control", "no-store"}},
          IncidentMarkdown(*whole, TimelineOf(*whole))};
}

service::HttpResponse Incidents::Act(const service::HttpRequest& request, std::string_view who) {
  const auto body = service::AdminBody::Read(request, {"stage", "text", "who", "for_seconds", "no_block"});
  if (!body) return service::AdminFault(400, body.error());
  IncidentBook::Act act{.incident = IdOf(request.tail),
                        .who = who.empty() ? body->Text("who").value_or("") : std::string(who),
                        .text = body->Text("text").value_or("")};
  if (act.who.empty() || !service::IsLine(act.who, kMaxWhoBytes))
    return service::AdminFault(422, {"The request has no verified person", "who", ""});
  if (body->Has("stage")) {
    act.stage = store::IncidentStageNamed(body->Text("stage").value_or(""));
    if (!act.stage) {
      return service::AdminFault(
          422, {"Not a stage of an incident", "stage", "assessed, contained, investigating, recovered or closed"});
    }
  }
  if (act.stage == store::IncidentStage::kContained && !body->Flag("no_block").value_or(false)) {
    const int64_t seconds = body->Integer("for_seconds").value_or(kContainedFor.count());
    if (seconds < 1 || seconds > kLongestContained.count()) {
      return service::AdminFault(422, {"A block lasts from a second to a year", "for_seconds", ""});
    }
    const auto whole = Find(request);
    if (!whole) return Fault(whole.error());
    if (whole->incident.stage < store::IncidentStage::kContained) {
      const auto done =
          KeepOut(context_, whole->incident.subject, fmt::format("incident {}, by {}", act.incident, act.who),
                  std::chrono::seconds(seconds), request.now.wall);
      if (!done) return service::AdminFault(422, done.error());
      act.done = *done;
    }
  }
  const base::Wall now = request.now.wall;
  const auto incident = book_.Do(act, now, [&](store::Transaction& sql, const store::Incident& changed) {
    if (act.stage == store::IncidentStage::kClosed) closed_(sql, changed, now);
  });
  if (!incident) return Fault(incident.error());
  return Body(IncidentJson(*incident));
}

}  // namespace gatehouse::incidents
