// The registry with only a database, for the tests of this room: a gate that records what it was told, a
// fixed clock, and maps in place of the name server and the web. Not part of the product.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/testing_folder.h"
#include "control/registry/registry.h"
#include "control/store/testing_database.h"
#include "gate/directory/directory.h"
#include "jose/jwk_set.h"

namespace gatehouse::registry::testing {

using Json = nlohmann::json;

// A fake gate: it records revocations and reads the daemon's files.
class FakeGate : public service::GateLink {
 public:
  explicit FakeGate(gate::ControlSettings& control) : control_(control) {}

  base::Result<> Revoke(const state::Revocation& revocation, base::Wall) override;
  base::Result<> Unrevoke(state::Revoked what, std::string_view issuer, std::string_view value) override;
  bool IsRevoked(const jose::Claims& principal, base::Wall now) const override;
  std::vector<state::Revocation> Revocations(base::Wall) const override;
  void FilesChanged() override;
  gate::RateVerdict Take(const gate::Limit& limit, std::string_view key, base::Steady now) override;
  void GiveBack(const gate::Limit& limit, std::string_view key, base::Steady) override;
  uint64_t Refused(gate::Reason reason) const override;
  void Log(const events::Event& event) override;
  void LogRepeats(base::Wall) override {}

  [[nodiscard]] int Count(events::EventType type) const;
  // kAllowed, or why a worker would refuse the token, with the keys that it read at the last notification.
  [[nodiscard]] gate::Reason Judge(const std::string& token, base::Wall now) const;

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
  explicit RegistryFixture(const std::string& url = {});
  ~RegistryFixture();

  gate::RegistrySettings& settings() { return *policy_.control->registry; }

  // Sets the name server's answer. Thread-safe, because the part's errands ask from other threads.
  void SayOf(const std::string& host, std::vector<base::IpAddress> addresses);
  void SayNothing();

  RegistryContext Context();

  // Simulates a start of the daemon.
  base::Result<> Start();
  void Wait(std::chrono::milliseconds time);

  service::HttpResponse Call(service::HttpRequest request);
  service::HttpResponse Admin(const std::string& method, const std::string& path, const Json& body = nullptr);
  service::HttpResponse Post(const std::string& path, const std::map<std::string, std::string>& form,
                             const std::string& authorization = {});
  service::HttpResponse Token(const std::string& authorization);

  // Registers a droplet and returns its secret.
  std::string Enrol(int id, const Json& more = Json::object());
  static std::string Basic(const std::string& client, const std::string& secret);
  // Gets a token; the request must succeed.
  std::string TokenOf(int id, const std::string& secret);
  static std::string ErrorOf(const service::HttpResponse& response);
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
  explicit ClientKey(crypto::Algorithm algorithm = crypto::Algorithm::kEs256);

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
                                 const std::string& kid = {}) const;

 private:
  crypto::Algorithm algorithm_;
  crypto::PrivateKey key_;
};

}  // namespace gatehouse::registry::testing
