#include "control/registry/droplet_admin.h"

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "control/registry/testing_registry.h"

namespace gatehouse::registry {
namespace {

using testing::ClientKey;
using testing::Json;

class DropletAdminTest : public testing::RegistryTest {
 protected:
  void SetUp() override { ASSERT_TRUE(Start()); }
  service::HttpResponse TryEnrol(const Json& change) {
    Json body = {{"id", 14}, {"name", "Deck"}, {"steward", "Ada"}, {"url", "http://127.0.0.1:9014"}};
    body.update(change);
    return Admin("POST", "/admin/droplets", body);
  }
  static std::string WhereOf(const service::HttpResponse& response) { return Json::parse(response.body)["where"]; }
};

TEST_F(DropletAdminTest, B5_EnrolmentIsAcknowledgedOnce) {
  const service::HttpResponse response = TryEnrol({{"roles", {"b", "a", "b"}}});
  ASSERT_EQ(response.status, 201);
  const Json json = Json::parse(response.body);
  EXPECT_EQ(json["client_id"], "droplet-14");
  EXPECT_EQ(json["client_secret"].get<std::string>().size(), 43U);
  EXPECT_EQ(json["droplet"]["roles"], (Json{"a", "b"}));
  const service::HttpResponse twice = TryEnrol(Json::object());
  EXPECT_EQ(twice.status, 409);
  EXPECT_EQ(WhereOf(twice), "droplet-14");
  EXPECT_EQ(Json::parse(Admin("GET", "/admin/droplets").body)["droplets"].size(), 1U);
  EXPECT_EQ(Admin("GET", "/admin/droplets/14").body.find("secret_hash"), std::string::npos);
  EXPECT_EQ(gate_->Count(events::type::kDropletEnrolled), 1);
}

TEST_F(DropletAdminTest, B5_WhatIsNoDropletIsRefused) {
  for (const Json& id : {Json(0), Json(1000), Json(-1), Json("14"), Json(14.5), Json(true), Json(nullptr)}) {
    const service::HttpResponse response = TryEnrol({{"id", id}});
    EXPECT_EQ(response.status, id.is_number_integer() ? 422 : 400) << id;
    EXPECT_EQ(WhereOf(response), "id");
  }
  for (const char* url : {"ftp://h", "file:///etc/passwd", "h:80", "", "http://", "http://h/path", "http://u@h", "//h",
                          "javascript:x", "http://h:0", "http://h:99999", "http://h?x"}) {
    const service::HttpResponse response = TryEnrol({{"url", url}});
    EXPECT_EQ(response.status, 422) << url;
    EXPECT_EQ(WhereOf(response), "url") << url;
  }
  struct Wrong {
    std::string name;
    Json value;
    int status;
  };
  const std::vector<Wrong> wrong = {{"name", "", 422},
                                    {"name", "two\nlines", 422},
                                    {"steward", std::string(201, 'x'), 422},
                                    {"steward", nullptr, 400},
                                    {"roles", "operator", 400},
                                    {"roles", Json::array({"a b"}), 422},
                                    {"roles", Json::array({1}), 400},
                                    {"nmae", "x", 400}};
  for (const auto& [name, value, status] : wrong) {
    const service::HttpResponse response = TryEnrol({{name, value}});
    EXPECT_EQ(response.status, status) << name << value;
    EXPECT_EQ(WhereOf(response), name);
  }
  service::HttpRequest broken{.method = "POST", .path = "/admin/droplets", .body = R"({"id":14,"id":15})"};
  EXPECT_EQ(Call(broken).status, 400);
  EXPECT_EQ(Json::parse(Admin("GET", "/admin/droplets").body)["droplets"].size(), 0U);
}

TEST_F(DropletAdminTest, B6_TheGateItselfIsNoDroplet) {
  SayOf("inside.example", {*base::IpAddress::Parse("127.0.0.1")});
  for (const char* url :
       {"https://gate.example", "https://GATE.example.", "http://127.0.0.1:8443", "http://localhost:8443",
        "http://[::1]:8443", "http://127.9.9.9:8443", "http://0.0.0.0:8443", "http://inside.example:8443"}) {
    const service::HttpResponse response = TryEnrol({{"url", url}});
    EXPECT_EQ(response.status, 422) << url << response.body;
    EXPECT_EQ(WhereOf(response), "url") << url;
  }
  EXPECT_EQ(TryEnrol({{"url", "http://inside.example:9014"}}).status, 201);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14", {{"url", "http://127.0.0.1:8443"}}).status, 422);
}

TEST_F(DropletAdminTest, B6_ADropletListensNeitherHereNorAtAMetadataService) {
  settings().networks = {};
  ASSERT_TRUE(Start());
  SayOf("inside.example", {*base::IpAddress::Parse("127.0.0.1")});
  SayOf("0x7f000001", {*base::IpAddress::Parse("127.0.0.1")});  // as getaddrinfo reads it
  SayOf("mapped.example", {*base::IpAddress::Parse("::ffff:169.254.169.254")});
  for (const char* url : {"http://127.0.0.1:9014", "http://[::1]:9014", "http://169.254.169.254", "http://0.0.0.0:9014",
                          "http://[fe80::1]:9014", "http://[ff02::1]", "http://100.100.100.200",
                          "http://[fd00:ec2::254]", "http://[64:ff9b::7f00:1]", "http://[2002:7f00:1::]",
                          "http://inside.example:9014", "http://0x7f000001:9014", "http://mapped.example"}) {
    const service::HttpResponse response = TryEnrol({{"url", url}});
    EXPECT_EQ(response.status, 422) << url << response.body;
    EXPECT_EQ(WhereOf(response), "url") << url;
  }
  Enrol(14, {{"url", "http://10.0.0.14:9014"}});
  EXPECT_EQ(Admin("POST", "/admin/droplets/14", {{"url", "http://127.0.0.1:9014"}}).status, 422);
  EXPECT_EQ(gate_->directory.Find(14)->address, base::IpAddress::Parse("10.0.0.14"));
}

TEST_F(DropletAdminTest, B6_TheGateLearnsOfEveryChange) {
  Enrol(14, {{"url", "https://[2001:db8::1]:9014"}});
  const gate::DirectoryEntry* entry = gate_->directory.Find(14);
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->address, base::IpAddress::Parse("2001:db8::1"));
  EXPECT_TRUE(entry->tls);
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"url", "http://192.0.2.9"}, {"name", "New"}}).status, 200);
  EXPECT_EQ(gate_->directory.Find(14)->port, 80);
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 200);
  EXPECT_EQ(gate_->directory.Find(14)->state, gate::DropletState::kSuspended);
  const Json shown = Json::parse(Admin("GET", "/admin/droplets/14").body);
  EXPECT_EQ(shown["name"], "New");
  EXPECT_EQ(shown["state"], "suspended");
  const int files = gate_->files_changed;
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"steward", "Grace"}}).status, 200);
  EXPECT_EQ(gate_->files_changed, files) << "nothing that the gate reads has changed";
}

TEST_F(DropletAdminTest, B5_UnknownOnesAndUnknownWordsAreSaid) {
  for (const char* path : {"/admin/droplets/15", "/admin/droplets/x", "/admin/droplets/1000"}) {
    EXPECT_EQ(Admin("GET", path).status, 404) << path;
  }
  EXPECT_EQ(Admin("POST", "/admin/droplets/15", {{"state", "suspended"}}).status, 404);
  EXPECT_EQ(Admin("POST", "/admin/droplets/15/credentials", Json::object()).status, 404);
  EXPECT_EQ(Admin("DELETE", "/admin/credentials/none").status, 404);
  Enrol(14);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "gone"}}).status, 422);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14/credentials", {{"kind", "password"}}).status, 422);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14/credentials", {{"kind", "key"}}).status, 422);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14/credentials", {{"kind", "secret"}, {"expires", "yesterday"}}).status,
            422);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14/credentials", {{"expires", "2020-01-01T00:00:00Z"}}).status, 422);
}

TEST_F(DropletAdminTest, B5_AKeyIsPublicAndOneAlone) {
  Enrol(14);
  const ClientKey key;
  const auto add = [&](const std::string& text) {
    return Admin("POST", "/admin/droplets/14/credentials", {{"kind", "key"}, {"public_key", text}});
  };
  EXPECT_EQ(add(key.Pem()).status, 201);
  EXPECT_EQ(add(key.Jwk("k")).status, 201);
  const service::HttpResponse secret = add(key.key().Pem());
  EXPECT_EQ(secret.status, 422);
  EXPECT_EQ(secret.body.find("PRIVATE"), std::string::npos);
  EXPECT_EQ(add(key.Pem() + ClientKey().Pem()).status, 422);
  EXPECT_EQ(add("no key").status, 422);
  const service::HttpResponse enrolled = TryEnrol({{"id", 15}, {"public_key", key.Pem()}});
  EXPECT_EQ(enrolled.status, 201);
  EXPECT_FALSE(Json::parse(enrolled.body).contains("client_secret"));
}

TEST_F(DropletAdminTest, B5_CredentialsAreBounded) {
  Enrol(14);
  int made = 1;
  while (made < 100 && Admin("POST", "/admin/droplets/14/credentials", Json::object()).status == 201) ++made;
  EXPECT_EQ(made, static_cast<int>(kMaxSecrets));
  const Json shown = Json::parse(Admin("GET", "/admin/droplets/14").body);
  const std::string first = shown["credentials"][0]["id"];
  ASSERT_EQ(Admin("DELETE", "/admin/credentials/" + first).status, 200);
  EXPECT_EQ(Admin("DELETE", "/admin/credentials/" + first).status, 409);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14/credentials", Json::object()).status, 201);
}

TEST_F(DropletAdminTest, B2_ResumingBringsNoRevokedTokenBack) {
  const std::string secret = Enrol(14);
  const std::string stolen = TokenOf(14, secret);
  Wait(std::chrono::seconds(10));
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "droplet"}, {"value", "14"}, {"reason", "leaked"}}).status, 200);
  Wait(std::chrono::seconds(10));
  const std::string fresh = TokenOf(14, secret);
  for (const char* state : {"suspended", "active"}) {
    ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", state}}).status, 200);
  }
  EXPECT_EQ(Judge(stolen), gate::Reason::kTokenRevoked);
  EXPECT_EQ(Judge(fresh), gate::Reason::kAllowed);
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 200);
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "subject"}, {"value", "droplet:14"}}).status, 200);
  Wait(std::chrono::hours(1));
  EXPECT_EQ(Judge(fresh), gate::Reason::kTokenRevoked);
  EXPECT_EQ(Token(Basic("droplet-14", secret)).status, 400) << "still suspended";
}

TEST_F(DropletAdminTest, B5_AFullDirectoryFileChangesNothingForTheDatabase) {
  std::filesystem::remove_all(policy_.control->PublicFolder());
  EXPECT_EQ(TryEnrol(Json::object()).status, 201);
  EXPECT_GE(gate_->Count(events::type::kControlFailed), 1);
  std::filesystem::create_directory(policy_.control->PublicFolder());
  Wait(std::chrono::seconds(1));
  EXPECT_NE(gate_->directory.Find(14), nullptr);
}

// Lets something else happen between the database and the gate, the first time that it is told to revoke.
class TardyGate : public testing::FakeGate {
 public:
  using FakeGate::FakeGate;
  base::Result<> Revoke(const state::Revocation& revocation, base::Wall now) override {
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return FakeGate::Revoke(revocation, now);
  }
  std::function<void()> meanwhile;
};

// Two operators at once: the gate hears of their changes in the order in which the database has them.
TEST_F(DropletAdminTest, B6_GateAndDatabaseStayInStep) {
  part_.reset();
  auto tardy = std::make_unique<TardyGate>(*policy_.control);
  TardyGate& gate = *tardy;
  gate_ = std::move(tardy);
  ASSERT_TRUE(Start());
  static_cast<void>(Enrol(14));
  std::future<service::HttpResponse> resumed;
  gate.meanwhile = [&] {
    resumed =
        std::async(std::launch::async, [&] { return Admin("POST", "/admin/droplets/14", {{"state", "active"}}); });
    resumed.wait_for(std::chrono::milliseconds(200));  // it has to wait for us, and so we cannot for it
  };
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 200);
  ASSERT_EQ(resumed.get().status, 200);
  EXPECT_EQ(Json::parse(Admin("GET", "/admin/droplets/14").body)["state"], "active");
  EXPECT_TRUE(gate.revoked.empty());
}

}  // namespace
}  // namespace gatehouse::registry
