#include "control/console/console.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/number.h"
#include "base/rfc3339.h"
#include "control/console/console_data.h"
#include "control/console/explained_event.h"
#include "control/service/admin_answer.h"
#include "detect/rule_reader.h"
#include "state/block_table.h"
#include "state/counters.h"

namespace gatehouse::console {
namespace {

constexpr std::string_view kConsole = "/_gatehouse/console";
constexpr size_t kFirstEvents = 200;  // shown first
constexpr size_t kMostAtOnce = 100;   // events in one step of a stream; the newest if there are more
constexpr std::chrono::seconds kHeartbeat{15};
constexpr std::chrono::seconds kLongestBlock = std::chrono::days(365);
constexpr size_t kMaxReasonBytes = 160;

uint64_t NumberOf(std::string_view text) { return base::ParseNumber<uint64_t>(text).value_or(0); }

std::string_view QueryOf(const service::HttpRequest& request, std::string_view name) {
  const auto found = std::ranges::find(request.query, name, &std::pair<std::string, std::string>::first);
  return found == request.query.end() ? std::string_view{} : std::string_view(found->second);
}

// Members of the bodies of the console's own calls, as in AdminCallInfo::members.
constexpr service::AdminMember kBlockMembers[] = {
    {"kind"}, {"target"}, {"issuer"}, {"for_seconds", service::AdminType::kInteger}, {"reason"}};
constexpr service::AdminMember kUnblockMembers[] = {{"kind"}, {"target"}, {"issuer"}};

// The gate names the person who acts. Without that header, the call is anonymous and refused.
bool IsSomebody(const service::HttpRequest& request) { return !request.subject.empty(); }

service::HttpResponse Nobody() { return service::ProblemResponse(403, "Access denied"); }

service::HttpResponse Answer(const base::Result<std::string>& json) {
  return json ? service::JsonResponse(200, *json) : service::AdminFault(service::kFailed, json.error());
}

// Counts a stream while it lasts.
class StreamPlace {
 public:
  explicit StreamPlace(std::shared_ptr<std::atomic<int>> count) : count_(std::move(count)) { ++*count_; }
  ~StreamPlace() { --*count_; }
  StreamPlace(const StreamPlace&) = delete;
  StreamPlace& operator=(const StreamPlace&) = delete;
  [[nodiscard]] bool TooMany() const { return *count_ > kMostStreams; }

 private:
  std::shared_ptr<std::atomic<int>> count_;
};

// The target of a block in the console: an address, a network, or an identity.
struct Target {
  std::optional<base::IpNetwork> network;
  state::BlockedIdentity identity;
  [[nodiscard]] std::string Text() const { return network ? network->Text() : identity.subject; }
};

base::Result<Target> TargetOf(const service::AdminBody& body) {
  const std::string text = body.Text("target").value_or("");
  if (text.empty() || !service::IsLine(text, state::kKeyTextBytes))
    return base::Fail("The target is missing", "target");
  if (body.Text("kind") == "identity") return Target{{}, {body.Text("issuer").value_or(""), text}};
  const auto network = base::IpNetwork::Parse(text);
  if (!network) {
    return base::Fail("Not an address or a network", "target",
                      "write 192.0.2.1 or 192.0.2.0/24, with no bit set behind the prefix");
  }
  return Target{network, {}};
}

void TellBlock(service::GateLink& link, events::EventType type, const Target& target, std::string_view details,
               base::Wall now) {
  events::Event event{.time = now, .type = type, .details = details};
  if (target.network) {
    event.address = target.network->address();
  } else {
    event.principal = target.identity.subject;
    event.issuer = target.identity.issuer;
  }
  link.Log(event);
}

}  // namespace

Console::Console(const ConsoleContext& context)
    : context_(context),
      tail_(std::make_shared<EventTail>(context.policy.event_file)),
      streams_(std::make_shared<std::atomic<int>>(0)) {}

base::Result<> Console::Begin(base::Now /*now*/) {
  auto assets = Assets::Load(context_.folder);
  if (!assets) return std::unexpected(assets.error());
  assets_ = std::move(*assets);
  places_ = PolicyPlaces::Read(context_.policy_file);
  if (context_.policy.control->watch) {
    auto rules = detect::LoadRules(context_.policy.control->watch->rules);
    if (!rules) return std::unexpected(rules.error());
    rules_ = *std::move(rules);
  }
  return {};
}

void Console::Tick(base::Now now) {
  tail_->CatchUp();
  history_.Look(History::SumsOf(state::Counters(context_.region).Read()), now.wall);
}

service::HttpRoutes Console::PublicRoutes() {
  const auto route = [](const char* method, std::string_view path, auto handle) {
    return service::HttpRoute{
        method, std::string(kConsole) + std::string(path),
        [handle](const service::HttpRequest& request) { return IsSomebody(request) ? handle(request) : Nobody(); }};
  };
  return {
      route("GET", "", [this](const service::HttpRequest& request) { return Index(request); }),
      route("GET", "/data/", [this](const service::HttpRequest& request) { return Data(request); }),
      route("GET", "/incidents/",
            [this](const service::HttpRequest& request) { return context_.incidents.Show(request); }),
      route("GET", "/reports/",
            [this](const service::HttpRequest& request) { return context_.incidents.Report(request); }),
      route("POST", "/incidents/",
            [this](const service::HttpRequest& request) { return context_.incidents.ActAs(request, request.subject); }),
      route("POST", "/explanation", [this](const service::HttpRequest& request) { return Explain(request); }),
      route("POST", "/block", [this](const service::HttpRequest& request) { return Block(request); }),
      route("POST", "/unblock", [this](const service::HttpRequest& request) { return Unblock(request); }),
      route("GET", "/", [this](const service::HttpRequest& request) { return assets_.Answer(request, request.tail); }),
  };
}

service::HttpResponse Console::Index(const service::HttpRequest& request) const {
  return assets_.Answer(request, "index.html");
}

service::HttpResponse Console::Data(const service::HttpRequest& request) const {
  const base::Wall now = request.now.wall;
  if (request.tail == "live") return Live(request);
  if (request.tail == "summary") {
    int64_t open = 0;
    const auto read = context_.database.Read([&](store::Transaction& sql) -> base::Result<> {
      open = 0;
      for (size_t i = 0; i + 1 < store::kIncidentStages; ++i)
        open += store::CountIncidents(sql, static_cast<store::IncidentStage>(i));
      return {};
    });
    if (!read) return service::AdminFault(service::kFailed, read.error());
    return service::JsonResponse(200, SummaryJson({request.subject, context_.policy, context_.region, *tail_, history_,
                                                   context_.alerts.Look(), open, now}));
  }
  if (request.tail == "events") {
    tail_->CatchUp();
    return service::JsonResponse(200, EventsJson(tail_->After(0, kFirstEvents)));
  }
  if (request.tail == "incidents") return context_.incidents.List(request);
  if (request.tail == "blocks") return service::JsonResponse(200, BlocksJson(context_.region, now));
  if (request.tail == "droplets") return Answer(DropletsJson(context_.database));
  if (request.tail == "keys") return Answer(KeysJson(context_.database, now));
  if (request.tail == "rules") return Answer(RulesJson(context_.database, rules_));
  return service::ProblemResponse(404, "Not found");
}

// Server-sent events (WHATWG HTML standard): after an interruption, a browser continues after the last event it has.
service::HttpResponse Console::Live(const service::HttpRequest& request) const {
  auto place = std::make_shared<StreamPlace>(streams_);
  if (place->TooMany()) {
    service::HttpResponse busy = service::ProblemResponse(503, "Too many consoles are open");
    busy.headers.emplace_back("Retry-After", "10");
    return busy;
  }
  tail_->CatchUp();
  const std::string_view last_id = request.Header("last-event-id");
  uint64_t after = NumberOf(last_id.empty() ? QueryOf(request, "after") : last_id);
  if (after > tail_->last()) after = 0;  // a number of an earlier daemon
  service::HttpResponse response{.status = 200,
                                 .headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}},
                                 .body = "retry: 2000\n\n"};
  response.more = [tail = tail_, place, after, beat = base::Steady{}](std::string& chunk) mutable {
    tail->CatchUp();
    for (const EventTail::Line& line : tail->After(after, kMostAtOnce)) {
      fmt::format_to(std::back_inserter(chunk), "id: {}\ndata: {}\n\n", line.number, EventJson(line));
      after = line.number;
    }
    const base::Steady now = base::ReadClocks().steady;
    if (!chunk.empty() || now - beat >= kHeartbeat) {
      if (chunk.empty()) chunk = ": still here\n\n";
      beat = now;
    }
    return true;
  };
  return response;
}

service::HttpResponse Console::Explain(const service::HttpRequest& request) const {
  const auto event = ReadExplained(request);
  if (!event) return service::AdminFault(service::kUnreadable, event.error());
  const auto json = ExplainedEventJson({context_.policy, places_, rules_, context_.database}, *event, request.now);
  return json ? service::JsonResponse(200, *json) : service::AdminFault(service::kCannotBe, json.error());
}

service::HttpResponse Console::Block(const service::HttpRequest& request) {
  const auto body = service::AdminBody::Read(request, kBlockMembers);
  if (!body) return service::AdminFault(service::kUnreadable, body.error());
  const auto target = TargetOf(*body);
  if (!target) return service::AdminFault(service::kCannotBe, target.error());
  const int64_t seconds = body->Integer("for_seconds").value_or(incidents::kContainedFor.count());
  if (seconds < 1 || seconds > kLongestBlock.count()) {
    return service::AdminFault(service::kCannotBe, {"A block lasts from a second to a year", "for_seconds", ""});
  }
  const std::string reason = body->Text("reason").value_or("");
  if (!service::IsLine(reason, kMaxReasonBytes))
    return service::AdminFault(service::kCannotBe, {"The reason is too long", "reason", "160 bytes at most"});
  const base::Wall now = request.now.wall;
  const base::Wall ends = now + std::chrono::seconds(seconds);
  state::BlockTable blocks(context_.region);
  const auto added = target->network
                         ? blocks.AddNetwork(*target->network, reason, now, ends, context_.policy.proxies.trusted)
                         : blocks.AddIdentity(target->identity, reason, now, ends);
  if (!added) return service::AdminFault(service::kCannotBe, added.error());
  const std::string details = fmt::format("{} until {}: {}; by {} in the console", target->Text(), base::TimeText(ends),
                                          reason, request.subject);
  TellBlock(context_.link, events::EventType::kBlockAdded, *target, details, now);
  return service::JsonResponse(200, R"({"blocked":true})");
}

service::HttpResponse Console::Unblock(const service::HttpRequest& request) {
  const auto body = service::AdminBody::Read(request, kUnblockMembers);
  if (!body) return service::AdminFault(service::kUnreadable, body.error());
  const auto target = TargetOf(*body);
  if (!target) return service::AdminFault(service::kCannotBe, target.error());
  state::BlockTable blocks(context_.region);
  const auto removed =
      target->network ? blocks.RemoveNetwork(*target->network) : blocks.RemoveIdentity(target->identity);
  if (!removed) return service::AdminFault(service::kFailed, removed.error());
  if (!*removed) return service::AdminFault(service::kNotThere, {target->Text() + " is not blocked", "target", ""});
  const std::string details = fmt::format("{} lifted by {} in the console", target->Text(), request.subject);
  TellBlock(context_.link, events::EventType::kBlockRemoved, *target, details, request.now.wall);
  return service::JsonResponse(200, R"({"blocked":false})");
}

}  // namespace gatehouse::console
