// The whole part, on both databases; and what several nodes of one database see of each other.
#include "control/registry/registry.h"

#include <algorithm>

#include "control/registry/directory_publisher.h"
#include "control/registry/testing_registry.h"

namespace gatehouse::registry {
namespace {

using gate::Reason;
using testing::Json;

class RegistryOnBoth : public ::testing::TestWithParam<const char*>, protected testing::RegistryFixture {
 protected:
  RegistryOnBoth()
      : RegistryFixture(std::string(GetParam()) == "sqlite" ? ""
                                                            : store::testing::PostgresServer::Instance().FreshUrl()) {}
};
GATEHOUSE_ON_BOTH_DATABASES(RegistryOnBoth);

TEST_P(RegistryOnBoth, B5_EnrolsIssuesRotatesRevokesAndOutlivesARestart) {
  ASSERT_TRUE(Start());
  const std::string secret = Enrol(14, {{"roles", {"operator"}}});
  const std::string first = TokenOf(14, secret);
  ASSERT_EQ(Admin("POST", "/admin/rotate", {{"immediately", true}}).status, 200);
  const std::string second = TokenOf(14, secret);
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "droplet"}, {"value", "14"}}).status, 200);
  ASSERT_TRUE(Start());
  Wait(std::chrono::seconds(1));
  EXPECT_EQ(Judge(first), Reason::kTokenRevoked);
  EXPECT_EQ(Judge(second), Reason::kTokenRevoked);
  EXPECT_EQ(Judge(TokenOf(14, secret)), Reason::kAllowed);
  EXPECT_EQ(Admin("POST", "/admin/droplets", {{"id", 14}, {"name", "x"}, {"steward", "x"}, {"url", "http://h"}}).status,
            409);
  EXPECT_EQ(gate_->Count(events::type::kControlFailed), 0);
}

TEST(RegistryNodes, B5_TwoNodesOfOneDatabaseAgreeWithinATick) {
  const std::string url = store::testing::PostgresServer::Instance().FreshUrl();
  struct Node : testing::RegistryFixture {
    using RegistryFixture::RegistryFixture;
  };
  Node one(url);
  Node two(url);
  ASSERT_TRUE(one.Start());
  ASSERT_TRUE(two.Start());
  const std::string secret = one.Enrol(14);
  const auto tick = [&] {
    one.Wait(std::chrono::seconds(1));
    two.Wait(std::chrono::seconds(1));
  };
  tick();
  const std::string token = two.TokenOf(14, secret);
  EXPECT_EQ(one.Judge(token), Reason::kAllowed) << "one key for both";
  EXPECT_NE(two.gate_->directory.Find(14), nullptr);
  ASSERT_EQ(two.Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 200);
  tick();
  EXPECT_EQ(one.Judge(token), Reason::kTokenRevoked);
  EXPECT_EQ(one.gate_->directory.Find(14)->state, gate::DropletState::kSuspended);
  ASSERT_EQ(one.Admin("POST", "/admin/droplets/14", {{"state", "active"}}).status, 200);
  tick();
  EXPECT_EQ(two.Judge(token), Reason::kAllowed);
  ASSERT_EQ(one.Admin("POST", "/admin/rotate", {{"immediately", true}}).status, 200);
  tick();
  EXPECT_EQ(two.Judge(one.TokenOf(14, secret)), Reason::kAllowed);
  EXPECT_EQ(one.Judge(two.TokenOf(14, secret)), Reason::kAllowed);
}

class Names : public testing::RegistryTest {
 protected:
  // With the part's own publisher gone: the test's is the only one, and tells when it is done.
  void EnrolAt(const char* url) {
    Enrol(14, {{"url", url}});
    part_.reset();
  }
  [[nodiscard]] std::optional<base::IpAddress> Address() const {
    const std::lock_guard lock(gate_->mutex);
    return gate_->directory.Find(14)->address;
  }
};

TEST_F(Names, B6_AreLookedUpAtEnrolmentAndEveryHalfMinute) {
  const auto address = [](const char* text) { return *base::IpAddress::Parse(text); };
  ASSERT_TRUE(Start());
  EnrolAt("http://deck.example:9014");
  DirectoryPublisher publisher(Context(), OwnAddresses(policy_, {}));
  const auto round = [&] {
    Wait(kResolveEvery);
    publisher.Tick(now_);
    publisher.Wait();
    return Address();
  };
  EXPECT_EQ(Address(), std::nullopt) << "enrolled all the same";
  SayOf("deck.example", {address("192.0.2.1")});
  EXPECT_EQ(round(), address("192.0.2.1"));
  SayOf("deck.example", {address("192.0.2.2"), address("192.0.2.1")});
  EXPECT_EQ(round(), address("192.0.2.1")) << "what works stays";
  SayNothing();
  EXPECT_EQ(round(), address("192.0.2.1")) << "the name server is down";
  SayOf("deck.example", {address("192.0.2.3")});
  EXPECT_EQ(round(), address("192.0.2.3"));
}

TEST_F(Names, B6_ANameThatTurnsToTheGateLeadsNowhere) {
  ASSERT_TRUE(Start());
  SayOf("deck.example", {*base::IpAddress::Parse("192.0.2.1")});
  EnrolAt("http://deck.example:8443");
  EXPECT_EQ(Address(), base::IpAddress::Parse("192.0.2.1"));
  DirectoryPublisher publisher(Context(), OwnAddresses(policy_, {}));
  SayOf("deck.example", {*base::IpAddress::Parse("127.0.0.1")});
  publisher.Tick(now_);
  publisher.Wait();
  EXPECT_EQ(Address(), std::nullopt);
}

// DNS is the droplet's own: what it says after the enrolment is asked again every time.
TEST_F(Names, B6_ANameThatTurnsInsideLeadsNowhereAndIsOneEvent) {
  settings().networks = {};
  ASSERT_TRUE(Start());
  const auto address = [](const char* text) { return *base::IpAddress::Parse(text); };
  SayOf("deck.example", {address("192.0.2.1")});
  EnrolAt("http://deck.example:9014");
  EXPECT_EQ(Address(), address("192.0.2.1"));
  DirectoryPublisher publisher(Context(), OwnAddresses(policy_, {}));
  const auto round = [&] {
    now_.steady += kResolveEvery;
    publisher.Tick(now_);
    publisher.Wait();
    return Address();
  };
  const auto told = [&] {
    return std::ranges::count(gate_->events, std::string("droplet_misled"), &testing::FakeGate::Logged::type);
  };
  EXPECT_EQ(round(), address("192.0.2.1"));
  EXPECT_EQ(told(), 0);
  int64_t turns = 0;
  for (const char* inside : {"127.0.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1", "0.0.0.0",
                             "64:ff9b::7f00:1", "2002:7f00:1::", "fd00:ec2::254", "224.0.0.1"}) {
    SayOf("deck.example", {address(inside)});
    EXPECT_EQ(round(), std::nullopt) << inside;
    EXPECT_EQ(round(), std::nullopt) << inside;
    EXPECT_EQ(told(), ++turns) << inside << ": told once, not every time";
    SayOf("deck.example", {});
    EXPECT_EQ(round(), std::nullopt) << inside << ": no answer does not bring the refused one back";
    SayOf("deck.example", {address("192.0.2.1")});
    EXPECT_EQ(round(), address("192.0.2.1"));
  }
  SayOf("deck.example", {address("127.0.0.1"), address("192.0.2.2")});
  EXPECT_EQ(round(), address("192.0.2.2")) << "of several only what may be used";
}

TEST_F(Names, A8_WithoutARegistryOnlyForeignKeysAreFetched) {
  policy_.control->registry.reset();
  ASSERT_TRUE(Start());
  EXPECT_TRUE(part_->PublicRoutes().empty());
  EXPECT_TRUE(part_->AdminRoutes().empty());
  Wait(std::chrono::seconds(1));
}

}  // namespace
}  // namespace gatehouse::registry
