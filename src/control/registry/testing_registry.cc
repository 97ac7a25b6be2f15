#include "control/registry/testing_registry.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "base/bytes.h"
#include "base/file.h"
#include "control/service/testing_routes.h"
#include "jose/jws_writer.h"
#include "jose/jwt.h"

namespace gatehouse::registry::testing {
namespace {

// Only the faults that tests distinguish.
gate::Reason ReasonOf(jose::Fault fault) {
  if (fault == jose::Fault::kExpired) return gate::Reason::kTokenExpired;
  return fault == jose::Fault::kKeyUnknown ? gate::Reason::kTokenKeyUnknown : gate::Reason::kTokenSignature;
}

}  // namespace

base::Result<> FakeGate::Revoke(const state::Revocation& revocation, base::Wall) {
  const std::lock_guard lock(mutex);
  if (table_full) return base::Fail("the revocation table is full");
  revoked[{revocation.what, revocation.issuer, revocation.value}] = revocation;
  return {};
}

base::Result<> FakeGate::Unrevoke(state::Revoked what, std::string_view issuer, std::string_view value) {
  const std::lock_guard lock(mutex);
  revoked.erase({what, std::string(issuer), std::string(value)});
  return {};
}

bool FakeGate::IsRevoked(const jose::Claims& principal, base::Wall now) const {
  const std::lock_guard lock(mutex);
  return std::ranges::any_of(revoked, [&](const auto& entry) {
    const state::Revocation& revocation = entry.second;
    const std::string_view value = revocation.what == state::Revoked::kTokenId   ? principal.token_id
                                   : revocation.what == state::Revoked::kSubject ? principal.subject
                                                                                 : principal.key_id;
    if (value != revocation.value || (!revocation.issuer.empty() && revocation.issuer != principal.issuer)) {
      return false;
    }
    if (revocation.expires && *revocation.expires <= now) return false;
    return !revocation.issued_before || principal.issued_at <= *revocation.issued_before;
  });
}

std::vector<state::Revocation> FakeGate::Revocations(base::Wall) const {
  const std::scoped_lock lock(mutex);
  std::vector<state::Revocation> all;
  for (const auto& entry : revoked) all.push_back(entry.second);
  return all;
}

void FakeGate::FilesChanged() {
  const std::lock_guard lock(mutex);
  ++files_changed;
  if (const auto text = base::ReadFile(control_.RegistryKeysFile())) keys = *jose::JwkSet::Parse(*text);
  if (const auto text = base::ReadFile(control_.DirectoryFile())) directory = *gate::ReadDirectory(*text);
}

gate::RateVerdict FakeGate::Take(const gate::Limit& limit, std::string_view key, base::Steady now) {
  const std::lock_guard lock(mutex);
  auto& taken = places[{limit.id, std::string(key)}];
  std::erase_if(taken, [&](base::Steady time) { return time + limit.window <= now; });
  if (taken.size() >= limit.count) return {.admitted = false, .retry_after = std::chrono::seconds(7)};
  taken.push_back(now);
  return {.admitted = true};
}

void FakeGate::GiveBack(const gate::Limit& limit, std::string_view key, base::Steady) {
  const std::lock_guard lock(mutex);
  if (auto& taken = places[{limit.id, std::string(key)}]; !taken.empty()) taken.pop_back();
}

uint64_t FakeGate::Refused(gate::Reason reason) const {
  return reason == gate::Reason::kTokenKeyUnknown ? unknown_keys : 0;
}

void FakeGate::Log(const events::Event& event) {
  const std::lock_guard lock(mutex);
  events.push_back(
      {std::string(events::Describe(event.type).name), std::string(event.principal), std::string(event.details)});
}

int FakeGate::Count(events::EventType type) const {
  const std::lock_guard lock(mutex);
  return static_cast<int>(std::ranges::count(events, events::Describe(type).name, &Logged::type));
}

gate::Reason FakeGate::Judge(const std::string& token, base::Wall now) const {
  const auto raw = jose::RawJwt::Parse(token);
  if (!raw) return ReasonOf(raw.error());
  jose::TokenRules rules;
  rules.issuer = control_.registry->issuer;
  rules.audience = control_.registry->audience;
  const auto verified = jose::VerifiedJwt::Verify(*raw, rules, keys, now);
  if (!verified) return ReasonOf(verified.error());
  return IsRevoked(verified->claims(), now) ? gate::Reason::kTokenRevoked : gate::Reason::kAllowed;
}

RegistryFixture::RegistryFixture(const std::string& url) {
  gate::ControlSettings control;
  control.data_dir = folder_.path();
  control.url = "https://gate.example";
  control.registry.emplace();
  control.registry->issuer = "registry.fullpotential.ai";
  control.registry->audience = "fullpotential.droplets";
  control.registry->networks =
      gate::DropletNetworks({*base::IpNetwork::Parse("127.0.0.0/8"), *base::IpNetwork::Parse("::1")});
  policy_.control = control;
  policy_.listen = {{.host = "127.0.0.1", .port = 8443}};
  std::filesystem::create_directory(control.PublicFolder());
  url_ = url.empty() ? "sqlite:" + folder_.At("control.db") : url;
  auto opened = store::Database::Open(url_, 4);
  if (!opened) throw std::runtime_error(opened.error().Text());
  database_ = std::move(*opened);
  gate_ = std::make_unique<FakeGate>(*policy_.control);
}

RegistryFixture::~RegistryFixture() = default;

void RegistryFixture::SayOf(const std::string& host, std::vector<base::IpAddress> addresses) {
  const std::lock_guard lock(world_);
  names_[host] = std::move(addresses);
}

void RegistryFixture::SayNothing() {
  const std::lock_guard lock(world_);
  names_.clear();
}

RegistryContext RegistryFixture::Context() {
  RegistryContext context{
      .database = *database_, .link = *gate_, .policy = policy_, .sealer = sealer_, .hashes = hashes_};
  context.resolve = [this](const std::string& host) {
    const std::lock_guard lock(world_);
    ++lookups_;
    if (const auto address = base::IpAddress::Parse(host)) return std::vector{*address};
    const auto found = names_.find(host);
    return found == names_.end() ? std::vector<base::IpAddress>() : found->second;
  };
  context.fetch = [this](const fetch::Request& request) -> base::Result<fetch::Answer> {
    const std::lock_guard lock(world_);
    ++fetches_;
    const auto found = web_.find(request.url);
    if (found == web_.end()) return base::Fail("refused the connection", request.url);
    fetch::Answer answer;
    answer.status = found->second.status;
    answer.headers = found->second.headers;
    answer.body = base::SecretString(std::string(found->second.body));
    return answer;
  };
  return context;
}

base::Result<> RegistryFixture::Start() {
  part_ = MakeRegistry(Context());
  return part_->Begin(now_);
}

void RegistryFixture::Wait(std::chrono::milliseconds time) {
  now_.wall += time;
  now_.steady += time;
  if (part_) part_->Tick(now_);
}

service::HttpResponse RegistryFixture::Call(service::HttpRequest request) {
  request.now = now_;
  if (request.client == base::IpAddress()) request.client = *base::IpAddress::Parse("192.0.2.7");
  request.trace_id = "trace";
  const bool admin = request.path.starts_with("/admin/");
  auto answer = service::testing::AnswerBy(admin ? part_->AdminRoutes() : part_->PublicRoutes(), request);
  EXPECT_TRUE(answer) << "no route " << request.method << ' ' << request.path;
  return answer ? *std::move(answer) : service::HttpResponse();
}

service::HttpResponse RegistryFixture::Admin(const std::string& method, const std::string& path, const Json& body) {
  return Call({.method = method, .path = path, .body = body.is_null() ? "" : body.dump()});
}

service::HttpResponse RegistryFixture::Post(const std::string& path, const std::map<std::string, std::string>& form,
                                            const std::string& authorization) {
  service::HttpRequest request{.method = "POST", .path = path};
  request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
  for (const auto& [name, value] : form) {
    if (!request.body.empty()) request.body += '&';
    request.body += name + '=';
    for (const char c : value) request.body += '%' + base::HexEncode({&c, 1});
  }
  return Call(request);
}

service::HttpResponse RegistryFixture::Token(const std::string& authorization) {
  return Post("/oauth/token", {{"grant_type", "client_credentials"}}, authorization);
}

std::string RegistryFixture::Enrol(int id, const Json& more) {
  Json body = {{"id", id}, {"name", "Deck"}, {"steward", "Ada"}, {"url", "http://127.0.0.1:9014"}};
  body.update(more);
  const service::HttpResponse response = Admin("POST", "/admin/droplets", body);
  EXPECT_EQ(response.status, 201) << response.body;
  return Json::parse(response.body).value("client_secret", "");
}

std::string RegistryFixture::Basic(const std::string& client, const std::string& secret) {
  return "Basic " + base::Base64Encode(client + ':' + secret);
}

std::string RegistryFixture::TokenOf(int id, const std::string& secret) {
  const service::HttpResponse response = Token(Basic("droplet-" + std::to_string(id), secret));
  EXPECT_EQ(response.status, 200) << response.body;
  return response.status == 200 ? Json::parse(response.body)["access_token"] : "";
}

std::string RegistryFixture::ErrorOf(const service::HttpResponse& response) {
  return Json::parse(response.body).value("error", "");
}

ClientKey::ClientKey(crypto::Algorithm algorithm)
    : algorithm_(algorithm), key_(*crypto::PrivateKey::Generate(algorithm)) {}

std::string ClientKey::Sign(const Claims& claims, const std::string& type, const std::string& kid) const {
  const auto seconds = [](base::Wall time) { return time.time_since_epoch().count() / 1000; };
  jose::ClaimsText text;
  text.Add("iss", claims.issuer);
  text.Add("sub", claims.subject);
  text.Add("aud", claims.audience);
  text.Add("iat", int64_t{seconds(claims.issued)});
  text.Add("exp", int64_t{seconds(claims.issued + claims.life)});
  if (!claims.token_id.empty()) text.Add("jti", claims.token_id);
  return *jose::SignCompact(key_, algorithm_, kid, type, text.Finish());
}

}  // namespace gatehouse::registry::testing
