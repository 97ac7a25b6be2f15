#include "events/ocsf.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_text.h"
#include "events/format.h"

namespace gatehouse::events {
namespace {

enum class Class : uint16_t {
  kAccountChange = 3001,
  kAuthentication = 3002,
  kEntityManagement = 3004,
  kHttpActivity = 4002,
  kApplicationLifecycle = 6002,
};

constexpr int kOther = 99;
constexpr int kSuccess = 1;
constexpr int kFailure = 2;

struct Meaning {
  EventType type;
  Class in;
  int activity;  // of HTTP: by the method
  int status = kSuccess;
};

constexpr std::array kMeanings = {
    Meaning{type::kRefused, Class::kHttpActivity, 0, kFailure},
    Meaning{type::kCutOff, Class::kHttpActivity, 0, kFailure},
    Meaning{type::kUpstreamError, Class::kHttpActivity, 0, kFailure},
    Meaning{type::kHeadersDropped, Class::kHttpActivity, 0},
    Meaning{type::kAccess, Class::kHttpActivity, 0},
    Meaning{type::kSuspiciousInput, Class::kHttpActivity, 0},
    Meaning{type::kConnectionsRefused, Class::kHttpActivity, 0, kFailure},
    Meaning{type::kAnswerRedacted, Class::kHttpActivity, 0},
    Meaning{type::kPromptRedacted, Class::kHttpActivity, 0},
    Meaning{type::kBlockAdded, Class::kEntityManagement, 1},
    Meaning{type::kBlockRemoved, Class::kEntityManagement, 4},
    Meaning{type::kRevoked, Class::kEntityManagement, 1},
    Meaning{type::kRevocationRemoved, Class::kEntityManagement, 4},
    Meaning{type::kPolicyLoaded, Class::kApplicationLifecycle, 8},
    Meaning{type::kControlStarted, Class::kApplicationLifecycle, 3},
    Meaning{type::kControlStopped, Class::kApplicationLifecycle, 4},
    Meaning{type::kKeysLoaded, Class::kApplicationLifecycle, 8},
    Meaning{type::kDirectoryLoaded, Class::kApplicationLifecycle, 8},
    Meaning{type::kLogin, Class::kAuthentication, 1},
    Meaning{type::kLoginFailed, Class::kAuthentication, 1, kFailure},
    Meaning{type::kSecondFactorFailed, Class::kAuthentication, 1, kFailure},
    Meaning{type::kClientRefused, Class::kAuthentication, 1, kFailure},
    Meaning{type::kLogout, Class::kAuthentication, 2},
    Meaning{type::kSessionsEnded, Class::kAuthentication, 2},
    Meaning{type::kTokenIssued, Class::kAuthentication, 3},
    Meaning{type::kPasswordChanged, Class::kAccountChange, 3},
    Meaning{type::kUserAdded, Class::kAccountChange, 1},
    Meaning{type::kUserChanged, Class::kAccountChange, kOther},
    Meaning{type::kSecondFactorChanged, Class::kAccountChange, kOther},
    Meaning{type::kDropletEnrolled, Class::kEntityManagement, 1},
    Meaning{type::kDropletChanged, Class::kEntityManagement, 3},
    Meaning{type::kCredentialAdded, Class::kEntityManagement, 1},
    Meaning{type::kCredentialRevoked, Class::kEntityManagement, 4},
    Meaning{type::kKeyPrepared, Class::kEntityManagement, 1},
    Meaning{type::kKeyActivated, Class::kEntityManagement, 3},
    Meaning{type::kKeyRetired, Class::kEntityManagement, 4},
    Meaning{type::kJwksFetched, Class::kEntityManagement, 3},
    Meaning{type::kJwksFailed, Class::kEntityManagement, 3, kFailure},
};

// The others: something about the gate itself.
Meaning MeaningOf(EventType type) {
  const auto* const found = std::ranges::find(kMeanings, type, &Meaning::type);
  if (found != kMeanings.end()) return *found;
  return {.type = type, .in = Class::kApplicationLifecycle, .activity = kOther, .status = kFailure};
}

// The methods that the schema knows. Another one (PATCH too) is in `unmapped`.
int HttpActivity(std::string_view method) {
  constexpr std::array<std::string_view, 8> kMethods = {"CONNECT", "DELETE", "GET", "HEAD",
                                                        "OPTIONS", "POST",   "PUT", "TRACE"};
  const auto* const found = std::ranges::find(kMethods, method);
  return found == kMethods.end() ? kOther : static_cast<int>(found - kMethods.begin()) + 1;
}

std::string_view ClassName(Class in) {
  switch (in) {
    case Class::kAccountChange:
      return "Account Change";
    case Class::kAuthentication:
      return "Authentication";
    case Class::kEntityManagement:
      return "Entity Management";
    case Class::kHttpActivity:
      return "HTTP Activity";
    case Class::kApplicationLifecycle:
      return "Application Lifecycle";
  }
  return "";
}

std::string_view CategoryName(int category) {
  if (category == 3) return "Identity & Access Management";
  return category == 4 ? "Network Activity" : "Application Activity";
}

// Members of one object, in the order in which they are added.
class Members {
 public:
  void Raw(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? "{" : ",";
    json::AppendQuoted(text_, name);
    text_.append(":").append(json);
  }
  void Text(std::string_view name, std::string_view value) {
    if (!value.empty()) Raw(name, json::Quoted(value));
  }
  void Number(std::string_view name, int64_t value) { Raw(name, std::to_string(value)); }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string Close() && { return (text_.empty() ? "{" : std::move(text_)) + "}"; }

 private:
  std::string text_;
};

bool HasUser(Class in) { return in == Class::kAuthentication || in == Class::kAccountChange; }

// Where the class itself has no actor, the profile "host" has one.
bool HasActor(const ParsedEvent& event, Class in) { return !HasUser(in) && !event.principal.empty(); }

std::string Metadata(const ParsedEvent& event, Class in, std::string_view version) {
  Members product;
  product.Text("name", "Gatehouse");
  product.Text("vendor_name", "Gatehouse");
  product.Text("version", version);
  Members metadata;
  metadata.Text("version", kOcsfVersion);
  metadata.Raw("product", std::move(product).Close());
  if (HasActor(event, in)) metadata.Raw("profiles", R"(["host"])");
  metadata.Text("event_code", Describe(event.type).name);
  metadata.Text("correlation_uid", event.trace_id);
  return std::move(metadata).Close();
}

std::string User(const ParsedEvent& event) {
  Members user;
  user.Text("name", event.principal.empty() ? "unknown" : event.principal);
  user.Text("domain", event.issuer);
  return std::move(user).Close();
}

std::string Actor(const ParsedEvent& event) {
  Members actor;
  actor.Raw("user", User(event));
  return std::move(actor).Close();
}

std::string Request(const ParsedEvent& event) {
  Members url;
  url.Text("path", event.path);
  Members request;
  if (HttpActivity(event.method) != kOther) request.Text("http_method", event.method);
  if (!url.empty()) request.Raw("url", std::move(url).Close());
  return std::move(request).Close();
}

// The status that the gate has answered with; 0 where it is the service's, which the log does not have.
std::string Response(const ParsedEvent& event) {
  const bool refused = event.reason != gate::Reason::kAllowed && !event.observed;
  Members response;
  response.Number("code", refused ? gate::Describe(event.reason).status : 0);
  return std::move(response).Close();
}

// What was blocked, revoked, enrolled or made: its name where the event has one, else what the event says of it.
std::string Entity(const ParsedEvent& event) {
  const std::array<std::string_view, 5> names = {event.principal, event.address, event.issuer, event.details,
                                                 "unknown"};
  Members entity;
  entity.Text("name", *std::ranges::find_if(names, [](std::string_view name) { return !name.empty(); }));
  entity.Text("type", Describe(event.type).name);
  return std::move(entity).Close();
}

// What the class requires or allows beside the members that all have.
void AddOwnMembers(Members& line, const ParsedEvent& event, Class in) {
  constexpr std::string_view kGate = R"({"name":"Gatehouse"})";
  if (!event.address.empty() && in != Class::kApplicationLifecycle) {
    Members source;
    source.Text("ip", event.address);
    line.Raw("src_endpoint", std::move(source).Close());
  }
  if (HasUser(in)) line.Raw("user", User(event));
  if (HasActor(event, in)) line.Raw("actor", Actor(event));
  switch (in) {
    case Class::kHttpActivity:
      line.Raw("dst_endpoint", R"({"svc_name":"Gatehouse"})");
      line.Raw("http_request", Request(event));
      line.Raw("http_response", Response(event));
      break;
    case Class::kAuthentication:
      line.Raw("service", kGate);
      break;
    case Class::kEntityManagement:
      line.Raw("entity", Entity(event));
      break;
    case Class::kApplicationLifecycle:
      line.Raw("app", R"({"name":"Gatehouse","vendor_name":"Gatehouse"})");
      break;
    case Class::kAccountChange:
      break;
  }
}

std::string Unmapped(const ParsedEvent& event, Class in) {
  Members unmapped;
  unmapped.Text("route", event.route);
  unmapped.Text("mode", event.observed ? kObserved : kEnforced);
  if (in != Class::kHttpActivity || HttpActivity(event.method) == kOther) unmapped.Text("method", event.method);
  if (in == Class::kApplicationLifecycle) unmapped.Text("address", event.address);
  return std::move(unmapped).Close();
}

}  // namespace

std::string OcsfLine(const ParsedEvent& event, std::string_view version) {
  const EventTypeInfo& info = Describe(event.type);
  const Meaning meaning = MeaningOf(event.type);
  const int in = static_cast<int>(meaning.in);
  const bool http = meaning.in == Class::kHttpActivity;
  const int activity = http ? HttpActivity(event.method) : meaning.activity;
  const int category = in / 1000;
  const gate::Severity severity = SeverityOf(event.type, event.reason);
  constexpr std::array<std::string_view, 5> kSeverities = {"Informational", "Low", "Medium", "High", "Critical"};

  Members line;
  line.Number("time", event.time.time_since_epoch().count());
  line.Number("category_uid", category);
  line.Text("category_name", CategoryName(category));
  line.Number("class_uid", in);
  line.Text("class_name", ClassName(meaning.in));
  line.Number("activity_id", activity);
  if (activity == kOther) line.Text("activity_name", http && !event.method.empty() ? event.method : info.name);
  line.Number("type_uid", int64_t{in} * 100 + activity);
  line.Number("severity_id", static_cast<int>(severity) + 1);
  line.Text("severity", kSeverities[static_cast<size_t>(severity)]);
  const bool refused = meaning.status == kFailure && !event.observed;
  line.Number("status_id", refused ? kFailure : kSuccess);
  if (event.reason != gate::Reason::kAllowed) line.Text("status_code", gate::Describe(event.reason).name);
  line.Text("status_detail", event.details);
  line.Text("message", info.sentence);
  line.Raw("metadata", Metadata(event, meaning.in, version));
  if (event.count > 1) line.Number("count", static_cast<int64_t>(event.count));
  AddOwnMembers(line, event, meaning.in);
  line.Raw("unmapped", Unmapped(event, meaning.in));
  return std::move(line).Close();
}

}  // namespace gatehouse::events
