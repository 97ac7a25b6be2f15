#include "control/people/testing_people.h"

#include <algorithm>
#include <filesystem>

#include "base/bytes.h"
#include "base/file.h"
#include "base/json_text.h"
#include "control/service/testing_routes.h"

namespace gatehouse::people::testing {
namespace {

std::string FormOf(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += name + '=' + base::PercentEncode(value);
  }
  return body;
}

}  // namespace

base::Result<> FakeLink::Revoke(const state::Revocation& revocation, base::Wall) {
  if (table_full) return base::Fail("the table is full");
  if (before_entry) before_entry();
  revoked[revocation.value] = revocation;
  return {};
}

base::Result<> FakeLink::Unrevoke(state::Revoked, std::string_view, std::string_view value) {
  revoked.erase(std::string(value));
  return {};
}

bool FakeLink::IsRevoked(const jose::Claims& principal, base::Wall) const {
  if (revoked.contains(principal.token_id)) return true;
  const auto subject = revoked.find(principal.subject);
  return subject != revoked.end() && subject->second.what == state::Revoked::kSubject &&
         principal.issued_at <= subject->second.issued_before;
}

std::vector<state::Revocation> FakeLink::Revocations(base::Wall) const {
  const std::scoped_lock lock(mutex);
  std::vector<state::Revocation> all;
  for (const auto& entry : revoked) all.push_back(entry.second);
  return all;
}

gate::RateVerdict FakeLink::Take(const gate::Limit& limit, std::string_view key, base::Steady now) {
  const std::scoped_lock lock(mutex);
  auto& taken = places[{limit.id, std::string(key)}];
  std::erase_if(taken, [&](base::Steady time) { return time + limit.window <= now; });
  if (taken.size() >= limit.count) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(taken.front() + limit.window - now);
    return {.admitted = false, .retry_after = wait};
  }
  taken.push_back(now);
  return {.admitted = true};
}

void FakeLink::GiveBack(const gate::Limit& limit, std::string_view key, base::Steady) {
  const std::scoped_lock lock(mutex);
  if (auto& taken = places[{limit.id, std::string(key)}]; !taken.empty()) taken.pop_back();
}

void FakeLink::Log(const events::Event& event) {
  const std::scoped_lock lock(mutex);
  events.push_back(
      {std::string(events::Describe(event.type).name), std::string(event.principal), std::string(event.details)});
}

PeopleTest::PeopleTest() {
  gate::ControlSettings control;
  control.data_dir = folder_.path();
  control.url = "https://gate.example:8443";
  control.people.emplace();
  control.people->attempts = {*gate::ParseLimit("5/minute per identity"), *gate::ParseLimit("20/hour per identity")};
  control.people->attempts[0].id = 1;
  control.people->attempts[1].id = 2;
  policy_.control = control;
  std::filesystem::create_directory(control.PublicFolder());
  database_ = *store::Database::Open("sqlite:" + folder_.At("control.db"), 2);
}

PeopleTest::~PeopleTest() = default;

base::Result<> PeopleTest::Start() {
  part_ = MakePeople({.database = *database_,
                      .link = link_,
                      .policy = policy_,
                      .sealer = sealer_,
                      .hashes = hashes_,
                      .cost = kCheapHash});
  return part_->Begin(now_);
}

void PeopleTest::Wait(std::chrono::milliseconds time) {
  now_.wall += time;
  now_.steady += time;
}

service::HttpResponse PeopleTest::Call(service::HttpRequest request) {
  request.now = now_;
  request.client = *base::IpAddress::Parse("192.0.2.7");
  request.trace_id = "trace";
  const bool admin = request.path.starts_with("/admin/");
  auto answer = service::testing::AnswerBy(admin ? part_->AdminRoutes() : part_->PublicRoutes(), request);
  return answer ? *std::move(answer) : service::HttpResponse{.status = 404, .headers = {}, .body = {}};
}

service::HttpResponse PeopleTest::Admin(std::string method, std::string path, std::string body) {
  return Call({.method = std::move(method), .path = std::move(path), .body = std::move(body)});
}

void PeopleTest::AddUserNamed(std::string_view name, std::string_view password, std::string_view roles) {
  const service::HttpResponse added =
      Admin("POST", "/admin/users",
            "{\"name\":" + json::Quoted(name) + ",\"password\":" + json::Quoted(password) +
                ",\"roles\":" + std::string(roles) + "}");
  ASSERT_EQ(added.status, 201) << added.body;
}

std::optional<jose::Claims> PeopleTest::Proven(const std::string& cookie) const {
  const auto text = base::ReadFile(policy_.control->SessionKeysFile());
  const auto keys = jose::JwkSet::Parse(text.value_or(""));
  const auto raw = jose::RawJwt::Parse(cookie);
  if (!keys || !raw) return {};
  const auto verified = jose::VerifiedJwt::Verify(*raw, jose::SessionRules(), *keys, now_.wall);
  if (!verified || link_.IsRevoked(verified->claims(), now_.wall)) return {};
  return verified->claims();
}

service::HttpResponse PeopleTest::Send(Browser& browser, std::string method, std::string path, const Fields& fields) {
  service::HttpRequest request{.method = std::move(method), .path = std::move(path)};
  if (request.method == "POST") {
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = FormOf(fields);
  } else {
    request.query = fields;
  }
  if (!browser.cookie.empty()) {
    request.headers.emplace_back("cookie", std::string(jose::kSessionCookie) + "=" + browser.cookie);
  }
  const bool session_route = !request.path.ends_with("/login") && !request.path.ends_with("/second-factor");
  if (session_route) {
    const auto principal = Proven(browser.cookie);
    if (!principal) return {.status = 401, .headers = {}, .body = {}};
    request.subject = principal->subject;
    request.token_id = principal->token_id;
  }
  service::HttpResponse response = Call(std::move(request));
  for (const auto& [name, value] : response.headers) {
    const std::string prefix = std::string(jose::kSessionCookie) + "=";
    if (name == "Set-Cookie" && value.starts_with(prefix)) {
      browser.cookie = value.substr(prefix.size(), value.find(';') - prefix.size());
    }
  }
  return response;
}

service::HttpResponse PeopleTest::LogIn(Browser& browser, std::string_view name, std::string_view password,
                                        std::string_view next) {
  Fields fields = {{"name", std::string(name)}, {"password", std::string(password)}};
  if (!next.empty()) fields.emplace_back("next", next);
  return Send(browser, "POST", "/_gatehouse/login", fields);
}

std::string PeopleTest::HeaderOf(const service::HttpResponse& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, [](const auto& header) { return header.first; });
  return found == response.headers.end() ? std::string() : found->second;
}

std::string PeopleTest::HiddenOf(const service::HttpResponse& response, const std::string& name) {
  const std::string before = "name=\"" + name + "\" value=\"";
  const size_t at = response.body.find(before);
  if (at == std::string::npos) return {};
  const size_t begin = at + before.size();
  return response.body.substr(begin, response.body.find('"', begin) - begin);
}

std::optional<store::User> PeopleTest::Stored(const std::string& name) {
  return database_->Read([&](store::Transaction& transaction) { return store::FindUser(transaction, name); })
      .value_or(std::nullopt);
}

std::vector<store::Session> PeopleTest::Live() {
  return database_->Read([&](store::Transaction& transaction) { return store::LiveSessions(transaction, now_.wall); })
      .value_or(std::vector<store::Session>());
}

}  // namespace gatehouse::people::testing
