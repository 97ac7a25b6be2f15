#include "control/incidents/incidents.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_text.h"
#include "base/number.h"
#include "control/incidents/incident_text.h"
#include "control/incidents/timeline.h"
#include "control/service/admin_answer.h"
#include "gate/request/severity_word.h"

namespace gatehouse::incidents {
namespace {

constexpr int kMostListed = 500;
// Before an incident was opened: what led to it.
constexpr std::chrono::hours kTimelineBefore{1};
constexpr std::chrono::hours kForgetEvery{1};

int64_t IdOf(std::string_view text) { return base::ParseNumber<int64_t>(text).value_or(0); }

base::Error NoSuch(std::string_view id) {
  return {std::string(IncidentBook::kNoSuch), std::string(id.substr(0, 32)), "gatehouse incident list shows them"};
}

service::HttpResponse Fault(const base::Error& error) {
  // What the database says is of another kind than what a person asked for in vain.
  if (error.what == IncidentBook::kNoSuch) return service::AdminFault(service::kNotThere, NoSuch(error.where));
  const bool asked_for = error.where == "text" || error.where == "stage" || error.where == "severity";
  return service::AdminFault(asked_for ? service::kCannotBe : service::kFailed, error);
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

Incidents::Incidents(store::Database& database, const Containment& context, Changed changed)
    : book_(database), context_(context), changed_(std::move(changed)) {}

service::HttpRoutes Incidents::AdminRoutes() {
  using service::AdminBody;
  using service::AdminCall;
  using service::AdminRoute;
  using service::HttpRequest;
  return {
      AdminRoute(AdminCall::kListIncidents, [this](const HttpRequest& request, AdminBody&) { return List(request); }),
      AdminRoute(AdminCall::kShowIncident, [this](const HttpRequest& request, AdminBody&) { return Show(request); }),
      AdminRoute(AdminCall::kReportIncident,
                 [this](const HttpRequest& request, AdminBody&) { return AsJson(Report(request)); }),
      AdminRoute(AdminCall::kActOnIncident,
                 [this](const HttpRequest& request, AdminBody& body) { return Act(request, body, {}); }),
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
          IncidentMarkdown(*whole, TimelineOf(*whole), context_.policy.control ? context_.policy.control->url : "")};
}

service::HttpResponse Incidents::ActAs(const service::HttpRequest& request, std::string_view who) {
  const auto body = service::AdminBody::Read(request, service::Describe(service::AdminCall::kActOnIncident).members);
  return body ? Act(request, *body, who) : service::AdminFault(service::kUnreadable, body.error());
}

// What the stage that is asked for does to blocks, in words; nothing if the incident has passed that stage already.
std::expected<std::string, service::HttpResponse> Incidents::Blocks(const service::HttpRequest& request,
                                                                    const service::AdminBody& body,
                                                                    const IncidentBook::Act& act) const {
  const auto refused = [](const base::Error& error) {
    return std::unexpected(service::AdminFault(service::kCannotBe, error));
  };
  const bool keep_out = act.stage == store::IncidentStage::kContained && !body.Flag("no_block").value_or(false);
  const bool let_in = body.Flag("unblock").value_or(false);
  if (let_in && act.stage != store::IncidentStage::kRecovered && act.stage != store::IncidentStage::kClosed) {
    return refused({"Blocks are lifted when an incident is recovered or closed", "unblock", ""});
  }
  if (!keep_out && !let_in) return std::string();
  const int64_t seconds = body.Integer("for_seconds").value_or(kContainedFor.count());
  if (seconds < 1 || seconds > kLongestContained.count()) {
    return refused({"A block lasts from a second to a year", "for_seconds", ""});
  }
  const auto whole = Find(request);
  if (!whole) return std::unexpected(Fault(whole.error()));
  if (whole->incident.stage >= *act.stage) return std::string();
  const std::string why = fmt::format("incident {}, by {}", act.incident, act.who);
  const base::Wall now = request.now.wall;
  const auto done = keep_out ? KeepOut(context_, whole->subjects, why, std::chrono::seconds(seconds), now)
                             : LetIn(context_, whole->subjects, whole->incident.opened, why, now);
  if (!done) return refused(done.error());
  const auto unknown = whole->incident.subjects - static_cast<int64_t>(whole->subjects.size());
  if (unknown <= 0) return *done;
  return fmt::format("{}; {} more of its subjects are only counted: gatehouse block list", *done, unknown);
}

service::HttpResponse Incidents::Act(const service::HttpRequest& request, const service::AdminBody& body,
                                     std::string_view who) {
  IncidentBook::Act act{.incident = IdOf(request.tail),
                        .who = who.empty() ? body.Text("who").value_or("") : std::string(who),
                        .text = body.Text("text").value_or("")};
  if (act.who.empty() || !service::IsLine(act.who, kMaxWhoBytes))
    return service::AdminFault(service::kCannotBe, {"Nobody says who does this", "who", ""});
  if (body.Has("stage")) {
    act.stage = store::IncidentStageNamed(body.Text("stage").value_or(""));
    if (!act.stage) {
      return service::AdminFault(service::kCannotBe, {"Not a stage of an incident", "stage",
                                                      "assessed, contained, investigating, recovered or closed"});
    }
  }
  if (body.Has("severity")) {
    const auto severity = gate::ReadSeverity(body.Text("severity").value_or(""));
    if (!severity) {
      return service::AdminFault(service::kCannotBe, {severity.error().what, "severity", severity.error().fix});
    }
    act.severity = *severity;
  }
  auto done = Blocks(request, body, act);
  if (!done) return std::move(done.error());
  act.done = std::move(*done);
  const base::Wall now = request.now.wall;
  const auto incident =
      book_.Do(act, now, [&](store::Transaction& sql, const store::Incident& before, const store::Incident& after) {
        changed_(sql, before, after, now);
      });
  if (!incident) return Fault(incident.error());
  return Body(IncidentJson(*incident, act.done));
}

}  // namespace gatehouse::incidents
