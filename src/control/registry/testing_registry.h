// The registry with only a database, for the tests of this room: a gate that records what it was told, a
// fixed clock, and maps in place of the name server and the web. Not part of the product.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/testing_folder.h"
#include "control/registry/registry.h"
#include "control/store/testing_database.h"
#include "gate/directory/directory.h"
#include "jose/jwk_set.h"
#include "jose/jws_writer.h"
#include "jose/jwt.h"

namespace gatehouse::registry::testing {

using Json = nlohmann::json;

// A fake gate: it records revocations and reads the daemon's files.
class FakeGate : public service::GateLink {
 public:
  explicit FakeGate(gate::ControlSettings& control) : control_(control) {}

  base::Result<> Revoke(const state::Revocation& revocation, base::Wall) override {
    const std::lock_guard lock(mutex);
    if (table_full) return base::Fail("the revocation table is full");
    revoked[{revocation.what, revocation.issuer, revocation.value}] = revocation;
    return {};
  }
  base::Result<> Unrevoke(state::Revoked what, std::string_view issuer, std::string_view value) override {
    const std::lock_guard lock(mutex);
    revoked.erase({what, std::string(issuer), std::string(value)});
    return {};
  }
  bool IsRevoked(const jose::Claims& principal, base::Wall now) const override {
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
  std::vector<state::Revocation> Revocations(base::Wall) const override {
    const std::scoped_lock lock(mutex);
    std::vector<state::Revocation> all;
    for (const auto& entry : revoked) all.push_back(entry.second);
    return all;
  }
  void FilesChanged() override {
    const std::lock_guard lock(mutex);
    ++files_changed;
    if (const auto text = base::ReadFile(control_.RegistryKeysFile())) keys = *jose::JwkSet::Parse(*text);
    if (const auto text = base::ReadFile(control_.DirectoryFile())) directory = *gate::ReadDirectory(*text);
  }
  gate::RateVerdict Take(const gate::Limit& limit, std::string_view key, base::Steady now) override {
    const std::lock_guard lock(mutex);
    auto& taken = places[{limit.id, std::string(key)}];
    std::erase_if(taken, [&](base::Steady time) { return time + limit.window <= now; });
    if (taken.size() >= limit.count) return {.admitted = false, .retry_after = std::chrono::seconds(7)};
    taken.push_back(now);
    return {.admitted = true};
  }
  void GiveBack(const gate::Limit& limit, std::string_view key, base::Steady) override {
    const std::lock_guard lock(mutex);
    if (auto& taken = places[{limit.id, std::string(key)}]; !taken.empty()) taken.pop_back();
  }
  uint64_t Refused(gate::Reason reason) const override {
    return reason == gate::Reason::kTokenKeyUnknown ? unknown_keys : 0;
  }
  void Log(const events::Event& event) override {
    const std::lock_guard lock(mutex);
    events.push_back(
        {std::string(events::Describe(event.type).name), std::string(event.principal), std::string(event.details)});
  }

  void LogRepeats(base::Wall) override {}

  [[nodiscard]] int Count(events::EventType type) const {
    const std::lock_guard lock(mutex);
    return static_cast<int>(std::ranges::count(events, events::Describe(type).name, &Logged::type));
  }
  // Only the faults that tests distinguish.
  [[nodiscard]] static gate::Reason ReasonOf(jose::Fault fault) {
    if (fault == jose::Fault::kExpired) return gate::Reason::kTokenExpired;
    return fault == jose::Fault::kKeyUnknown ? gate::Reason::kTokenKeyUnknown : gate::Reason::kTokenSignature;
  }
  // kAllowed, or why a worker would refuse the token, with the keys that it read at the last notification.
  [[nodiscard]] gate::Reason Judge(const std::string& token, base::Wall now) const {
    const auto raw = jose::RawJwt::Parse(token);
    if (!raw) return ReasonOf(raw.error());
    jose::TokenRules rules;
    rules.issuer = control_.registry->issuer;
    rules.audience = control_.registry->audience;
    const auto verified = jose::VerifiedJwt::Verify(*raw, rules, keys, now);
    if (!verified) return ReasonOf(verified.error());
    return IsRevoked(verified->claims(), now) ? gate::Reason::kTokenRevoked : gate::Reason::kAllowed;
  }

  struct Logged {
    std::string type;
    std::string principal;
    std::string details;
  };
  mutable std::mutex mutex;
  std::map<std::tuple<state::Revoked, std::string, std::string>, state::Revocation> revoked;
  std::map<std::pair<uint64_t, std::string>, std::vector<base::Steady>> places;
  std::vector<Logged> events;
  jose::JwkSet keys;
  gate::Directory directory;
  int files_changed = 0;
  uint64_t unknown_keys = 0;
  bool table_full = false;

 private:
  gate::ControlSettings& control_;
};

class RegistryFixture {
 public:
  explicit RegistryFixture(const std::string& url = {}) {
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

  gate::RegistrySettings& settings() { return *policy_.control->registry; }

  // Sets the name server's answer. Thread-safe, because the part's errands ask from other threads.
  void SayOf(const std::string& host, std::vector<base::IpAddress> addresses) {
    const std::lock_guard lock(world_);
    names_[host] = std::move(addresses);
  }
  void SayNothing() {
    const std::lock_guard lock(world_);
    names_.clear();
  }

  RegistryContext Context() {
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

  // Simulates a start of the daemon.
  base::Result<> Start() {
    part_ = MakeRegistry(Context());
    return part_->Begin(now_);
  }
  void Wait(std::chrono::milliseconds time) {
    now_.wall += time;
    now_.steady += time;
    if (part_) part_->Tick(now_);
  }

  service::HttpResponse Call(service::HttpRequest request) {
    request.now = now_;
    if (request.client == base::IpAddress()) request.client = *base::IpAddress::Parse("192.0.2.7");
    request.trace_id = "trace";
    const bool admin = request.path.starts_with("/admin/");
    for (const service::HttpRoute& route : admin ? part_->AdminRoutes() : part_->PublicRoutes()) {
      auto tail = service::MatchPath(route.path, request.path);
      if (route.method != request.method || !tail) continue;
      request.tail = *std::move(tail);
      return route.handle(request);
    }
    ADD_FAILURE() << "no route " << request.method << ' ' << request.path;
    return {};
  }
  service::HttpResponse Admin(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return Call({.method = method, .path = path, .body = body.is_null() ? "" : body.dump()});
  }
  service::HttpResponse Post(const std::string& path, const std::map<std::string, std::string>& form,
                             const std::string& authorization = {}) {
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
  service::HttpResponse Token(const std::string& authorization) {
    return Post("/oauth/token", {{"grant_type", "client_credentials"}}, authorization);
  }

  // Registers a droplet and returns its secret.
  std::string Enrol(int id, const Json& more = Json::object()) {
    Json body = {{"id", id}, {"name", "Deck"}, {"steward", "Ada"}, {"url", "http://127.0.0.1:9014"}};
    body.update(more);
    const service::HttpResponse response = Admin("POST", "/admin/droplets", body);
    EXPECT_EQ(response.status, 201) << response.body;
    return Json::parse(response.body).value("client_secret", "");
  }
  static std::string Basic(const std::string& client, const std::string& secret) {
    return "Basic " + base::Base64Encode(client + ':' + secret);
  }
  // Gets a token; the request must succeed.
  std::string TokenOf(int id, const std::string& secret) {
    const service::HttpResponse response = Token(Basic("droplet-" + std::to_string(id), secret));
    EXPECT_EQ(response.status, 200) << response.body;
    return response.status == 200 ? Json::parse(response.body)["access_token"] : "";
  }
  static std::string ErrorOf(const service::HttpResponse& response) {
    return Json::parse(response.body).value("error", "");
  }
  [[nodiscard]] gate::Reason Judge(const std::string& token) const { return gate_->Judge(token, now_.wall); }

  struct Page {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
  };
  base::testing::Folder folder_;
  std::string url_;
  gate::Policy policy_;
  service::HashQueue hashes_{1};
  service::Sealer sealer_{base::SecretString("a key")};
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<FakeGate> gate_;
  std::mutex world_;  // guards names_, web_ and the counters
  std::map<std::string, std::vector<base::IpAddress>> names_;
  std::map<std::string, Page> web_;
  int lookups_ = 0;
  int fetches_ = 0;
  base::Now now_{store::testing::kNow, base::Steady(std::chrono::hours(5))};
  std::unique_ptr<service::Part> part_;  // last member: its errands use all of the above
};

class RegistryTest : public ::testing::Test, protected RegistryFixture {};

// A client's key, and assertions signed with it.
class ClientKey {
 public:
  explicit ClientKey(crypto::Algorithm algorithm = crypto::Algorithm::kEs256)
      : algorithm_(algorithm), key_(*crypto::PrivateKey::Generate(algorithm)) {}

  [[nodiscard]] std::string Pem() const { return key_.Public().Pem(); }
  [[nodiscard]] std::string Jwk(const std::string& kid) const { return key_.Public().Jwk(kid, algorithm_); }
  [[nodiscard]] const crypto::PrivateKey& key() const { return key_; }

  struct Claims {
    std::string issuer = "droplet-14";
    std::string subject = "droplet-14";
    std::string audience = "https://gate.example/oauth/token";
    base::Wall issued = store::testing::kNow;
    std::chrono::seconds life{60};
    std::string token_id = "assertion-1";
  };
  [[nodiscard]] std::string Sign(const Claims& claims, const std::string& type = "JWT",
                                 const std::string& kid = {}) const {
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

 private:
  crypto::Algorithm algorithm_;
  crypto::PrivateKey key_;
};

}  // namespace gatehouse::registry::testing
