#include "control/console/explained_event.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/rfc3339.h"
#include "control/console/explanation.h"
#include "control/console/replay.h"
#include "control/service/admin_answer.h"
#include "control/service/json_text.h"
#include "control/store/findings.h"
#include "detect/engine.h"
#include "events/event_type.h"
#include "events/format.h"
#include "events/redaction.h"
#include "gate/policy/route_host.h"
#include "gate/trace_text.h"
#include "state/block_table.h"
#include "state/mapped_ledger.h"
#include "state/region.h"
#include "system/run_folder.h"

namespace gatehouse::console {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFindingsLookedAt = 1000;

struct Told {
  const events::EventTypeInfo* type = nullptr;
  const gate::ReasonInfo* reason = nullptr;  // null: none
  std::string route;
  std::string method;
  std::string path;
  std::string principal;
  std::string address;
  std::string trace_id;
  std::string retry_after;
  std::string details;
};

std::optional<Told> ToldBy(const service::AdminBody& event) {
  const auto field = [&](std::string_view name) { return event.Text(name).value_or(""); };
  const auto type = events::EventTypeNamed(field(events::field::kType));
  if (!type) return std::nullopt;
  Told told{.type = &events::Describe(*type),
            .route = field(events::field::kRoute),
            .method = field(events::field::kMethod),
            .path = field(events::field::kPath),
            .principal = field(events::field::kPrincipal),
            .address = field(events::field::kAddress),
            .trace_id = field(events::field::kTraceId),
            .retry_after = field(events::field::kRetryAfter),
            .details = field(events::field::kDetails)};
  const auto reason = std::ranges::find(gate::AllReasons(), field(events::field::kReason), &gate::ReasonInfo::name);
  if (reason != gate::AllReasons().end() && reason->reason != gate::Reason::kAllowed) told.reason = &*reason;
  return told;
}

const gate::Route* RouteOf(const gate::Policy& policy, std::string_view label) {
  const auto listed = std::ranges::find(policy.routes, label, &gate::Route::label);
  if (listed != policy.routes.end()) return &*listed;
  if (label == policy.unlisted.label) return &policy.unlisted;
  return label == policy.unreadable.label ? &policy.unreadable : nullptr;
}

std::string_view AuthWord(gate::Auth auth) {
  constexpr std::array<std::string_view, 5> kWords = {"nothing", "a token", "a session", "a token or a session",
                                                      "nobody gets in"};
  return kWords[static_cast<size_t>(auth)];
}

// Names and values, for people; empty values are left out.
class Figures {
 public:
  void Add(std::string_view name, std::string value) {
    if (!value.empty()) list_.push_back({name, std::move(value)});
  }
  [[nodiscard]] Json Take() { return std::move(list_); }

 private:
  Json list_ = Json::array();
};

std::string Limits(const std::vector<gate::Limit>& limits) {
  std::vector<std::string> texts;
  for (const gate::Limit& limit : limits) texts.push_back(limit.Text());
  return fmt::format("{}", fmt::join(texts, ", "));
}

void AddRequirement(const gate::Requirement& require, Figures& figures) {
  figures.Add("One of the roles", fmt::format("{}", fmt::join(require.any_role, ", ")));
  figures.Add("The scopes", fmt::format("{}", fmt::join(require.all_scopes, ", ")));
  for (const auto& [claim, values] : require.claims) {
    figures.Add(fmt::format("The claim {}", claim), fmt::format("{}", fmt::join(values, " or ")));
  }
  if (require.second_factor) figures.Add("Second factor", "asked for");
}

// What the stage compared the request with.
Json FiguresOf(const gate::Policy& policy, const gate::Route* route, const Told& told, base::Wall now) {
  Figures figures;
  const Explanation words = Explain(told.reason->reason);
  const std::string_view key = words.key;
  if (route != nullptr) {
    figures.Add("The route asks for", std::string(AuthWord(route->auth)));
    if (key == "limit") figures.Add("Limits of the route", Limits(route->limits));
    if (key == "methods") figures.Add("Methods of the route", route->allow);
    if (key == "require") AddRequirement(route->require, figures);
    if (key == "body") figures.Add("The body, at most", fmt::format("{} bytes", route->body.max_bytes));
    if (key == "prompt")
      figures.Add("Refused from a score of", fmt::format("{:.0f} %", route->prompt_rule.refuse * 100));
  }
  if (key == "limit") figures.Add("Limits of every request", Limits(policy.limits));
  if (!told.retry_after.empty()) figures.Add("Told to wait", fmt::format("{} s", told.retry_after));
  if (key == "/address_share") figures.Add("Of a worker's connections", fmt::format("{} %", policy.address_share));
  if (key == "/cors") {
    figures.Add("Origins", fmt::format("{}", fmt::join(policy.cors.origins, ", ")));
    figures.Add("Methods", fmt::format("{}", fmt::join(policy.cors.methods, ", ")));
    figures.Add("Headers", fmt::format("{}", fmt::join(policy.cors.headers, ", ")));
  }
  if (key == "/tokens") {
    for (const jose::TokenRules& rules : policy.issuers) {
      figures.Add("A token's issuer", rules.issuer);
      figures.Add("Its audience", rules.audience);
      figures.Add("Its life, at most", fmt::format("{} s", rules.max_life.count()));
    }
  }
  if (words.rule == gate::Rule::kBlockList) {
    const auto region = state::Region::OpenReadOnly(system::RunFolder(policy.run_dir).State());
    const auto address = base::IpAddress::Parse(told.address);
    if (region) {
      for (const state::Block& block : state::BlockTable(*region).List(now)) {
        const bool meant = block.network ? address && block.network->Contains(*address)
                                         : block.identity && block.identity->subject == told.principal;
        if (!meant) continue;
        figures.Add("The block", block.reason);
        figures.Add("Until", block.expires ? base::TimeText(*block.expires) : "it is lifted");
      }
    }
  }
  return figures.Take();
}

void AddDecision(const ExplainedInput& input, const Told& told, base::Wall now, Json& json) {
  const Explanation words = Explain(told.reason->reason);
  const gate::Route* route = RouteOf(input.policy, told.route);
  json["reason"] = told.reason->name;
  json["status"] = told.reason->status;
  json["told"] = told.reason->sentence;
  json["stage"] = words.stage;
  json["because"] = words.because;
  json["what_to_do"] = words.what_to_do;
  json["passes"] = words.passes;
  json["rule"] = words.rule ? Json(gate::Name(*words.rule)) : Json();
  json["figures"] = FiguresOf(input.policy, route, told, now);
  const bool of_policy = words.key.starts_with('/');
  json["key"] = of_policy ? words.key.substr(1) : words.key;
  const bool known = !words.key.empty() && (route != nullptr || of_policy);
  json["key_place"] = known ? input.places.OfKey(route != nullptr ? *route : input.policy.unlisted, words.key) : "";
  if (route != nullptr) json["route"] = {{"route", route->label}, {"place", input.places.OfRoute(*route)}};
}

// False for a path that was truncated or redacted: it differs from the request's path.
bool CanReplay(const Told& told) {
  return !told.method.empty() && told.path.starts_with('/') && !told.path.contains(events::kCutMark) &&
         !told.path.contains(events::kRedacted);
}

// The event names the host only if the gate does not know it. Otherwise it is one of the hosts of the route.
std::string HostOfEvent(const gate::Policy& policy, const Told& told) {
  if (told.reason != nullptr && told.reason->reason == gate::Reason::kHostUnknown) return told.details;
  const gate::Route* route = RouteOf(policy, told.route);
  return route == nullptr || route->hosts.empty() ? std::string() : gate::SampleHost(route->hosts.front());
}

void AddReplay(const gate::Policy& policy, const Told& told, base::Now now, Json& json) {
  const auto address = base::IpAddress::Parse(told.address);
  const auto region = state::Region::OpenReadOnly(system::RunFolder(policy.run_dir).State());
  if (!CanReplay(told) || !address || !region) return;
  state::MappedLedger ledger(*region);
  const gate::Reason reason = told.reason == nullptr ? gate::Reason::kAllowed : told.reason->reason;
  const bool missing = reason == gate::Reason::kTokenMissing || reason == gate::Reason::kSessionMissing;
  const Replay replay = ReplayRequest(policy, ledger,
                                      {.method = told.method,
                                       .target = told.path,
                                       .address = *address,
                                       .tls = reason != gate::Reason::kHttpsRequired,
                                       .with_credential = !missing,
                                       .host = HostOfEvent(policy, told)},
                                      now);
  Json stages = Json::array();
  for (const gate::StageReport& report : replay.trace) {
    stages.push_back(
        {{"stage", report.stage}, {"verdict", gate::VerdictWord(report)}, {"why", gate::WhyWords(report)}});
  }
  json["replay"] = {{"stages", std::move(stages)},
                    {"route", replay.route},
                    {"refused", replay.decision.allowed() ? "" : gate::Describe(replay.decision.reason).name},
                    {"rest", replay.rest}};
}

bool LooksAt(const detect::Rule& rule, const Told& told) {
  if (std::ranges::find(rule.events, told.type->type) != rule.events.end()) return true;
  const bool refusal = told.type->type == events::type::kRefused || told.type->type == events::type::kCutOff;
  return refusal && told.reason != nullptr &&
         std::ranges::find(rule.reasons, told.reason->reason) != rule.reasons.end();
}

std::string WhenOf(const detect::Rule& rule) {
  std::string when = rule.at_least == 1 && !rule.times_usual ? "at once" : fmt::format("from {}", rule.at_least);
  if (rule.counted != detect::Counted::kEvents) when += fmt::format(" different {}", Name(rule.counted));
  when += fmt::format(" per {}", Name(rule.per));
  if (rule.within.count() > 0) when += " in " + detect::InWords(rule.within);
  if (rule.times_usual) when += fmt::format(", and {} times what is usual", *rule.times_usual);
  if (rule.despite_wait.count() > 0) when += ", in spite of a wait that was named";
  if (!rule.made_good_by.empty()) when += ", unless it is made good";
  return when;
}

std::string DoesOf(const detect::Rule& rule) {
  return rule.enforce && rule.block_for ? "blocks for " + detect::InWords(*rule.block_for) : "reports";
}

// A finding contains the trace ids of its lines; a block has the name and the end from its finding.
bool IsAbout(const store::StoredFinding& stored, const Told& told) {
  if (told.type->type == events::type::kBlockAdded) {
    const std::string& name = stored.finding.subject.name;
    return stored.blocked_until && !name.empty() && (name == told.address || name == told.principal) &&
           told.details.contains(base::TimeText(*stored.blocked_until));
  }
  if (told.trace_id.empty()) return false;
  const std::string mark = fmt::format(R"("{}":"{}")", events::field::kTraceId, told.trace_id);
  return std::ranges::any_of(stored.finding.evidence,
                             [&](const detect::Evidence& evidence) { return evidence.line.contains(mark); });
}

// Adds the rules that count such events, and the findings to which this event belongs.
base::Result<> AddDetection(const ExplainedInput& input, const Told& told, Json& json) {
  Json watching = Json::array();
  for (const detect::Rule& rule : input.rules) {
    if (!LooksAt(rule, told)) continue;
    watching.push_back({{"rule", rule.name}, {"when", WhenOf(rule)}, {"does", DoesOf(rule)}});
  }
  json["detection"] = std::move(watching);
  Json found = Json::array();
  std::vector<store::StoredFinding> findings;
  const auto read = input.database.Read([&](store::Transaction& sql) -> base::Result<> {
    findings = store::NewestFindings(sql, kFindingsLookedAt);
    return {};
  });
  if (!read) return read;
  for (const store::StoredFinding& one : findings) {
    if (!IsAbout(one, told)) continue;
    found.push_back({{"rule", one.finding.rule},
                     {"about", one.finding.subject.Text()},
                     {"sentence", one.finding.sentence},
                     {"blocked_until", service::TimeOrNull(one.blocked_until)},
                     {"not_blocked", one.not_blocked}});
  }
  json["findings"] = std::move(found);
  return {};
}

}  // namespace

base::Result<service::AdminBody> ReadExplained(const service::HttpRequest& request) {
  namespace field = events::field;
  static constexpr service::AdminMember kMembers[] = {
      {field::kType},      {field::kReason},  {field::kRoute},   {field::kMethod},     {field::kPath},
      {field::kPrincipal}, {field::kAddress}, {field::kTraceId}, {field::kRetryAfter}, {field::kDetails}};
  return service::AdminBody::Read(request, kMembers);
}

base::Result<std::string> ExplainedEventJson(const ExplainedInput& input, const service::AdminBody& event,
                                             base::Now now) {
  const auto told = ToldBy(event);
  if (!told) return base::Fail("There is no such type of event", "type", "send the fields of an event of the log");
  Json json = {{"type", told->type->name}, {"sentence", told->type->sentence}};
  if (told->reason != nullptr) AddDecision(input, *told, now.wall, json);
  AddReplay(input.policy, *told, now, json);
  if (auto added = AddDetection(input, *told, json); !added) return std::unexpected(added.error());
  return service::JsonText(json);
}

}  // namespace gatehouse::console
