#include "control/registry/key_ring.h"

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "control/registry/testing_registry.h"
#include "jose/jwt.h"

namespace gatehouse::registry {
namespace {

using gate::Reason;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Json;

class KeyRingTest : public testing::RegistryTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start());
    secret_ = Enrol(14);
  }
  std::vector<Json> Keys() { return Json::parse(Admin("GET", "/admin/keys").body)["keys"]; }
  service::HttpResponse Rotate(bool immediately = false) {
    return Admin("POST", "/admin/rotate", {{"immediately", immediately}});
  }
  static std::string KidOf(const std::string& token) { return jose::RawJwt::Parse(token)->kid(); }
  std::string secret_;
};

TEST_F(KeyRingTest, B3_TheFirstKeyIsThereAtOnce) {
  const auto keys = Keys();
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0]["state"], "active");
  EXPECT_EQ(gate_->keys.keys().size(), 1U);
  const std::string kid = keys[0]["kid"];
  ASSERT_TRUE(Start());
  EXPECT_EQ(Keys().size(), 1U) << "a restart makes none";
  EXPECT_EQ(KidOf(TokenOf(14, secret_)), kid);
}

TEST_F(KeyRingTest, B3_ANewKeyIsPublishedFirstAndSignsAfterTheOverlap) {
  const std::string before = TokenOf(14, secret_);
  ASSERT_EQ(Rotate().status, 200);
  EXPECT_EQ(gate_->keys.keys().size(), 2U);
  EXPECT_EQ(KidOf(TokenOf(14, secret_)), KidOf(before));
  EXPECT_EQ(Rotate().status, 409) << "one at a time";
  Wait(minutes(10) - seconds(1));
  EXPECT_EQ(KidOf(TokenOf(14, secret_)), KidOf(before));
  Wait(seconds(1));
  const std::string after = TokenOf(14, secret_);
  EXPECT_NE(KidOf(after), KidOf(before));
  EXPECT_EQ(Judge(before), Reason::kAllowed);
  EXPECT_EQ(Judge(after), Reason::kAllowed);
  EXPECT_EQ(gate_->Count(events::type::kKeyRetired), 1);
}

TEST_F(KeyRingTest, B3_ARetiredKeyIsServedUntilItsLastTokenIsDead) {
  ASSERT_EQ(Rotate().status, 200);
  Wait(minutes(10) - std::chrono::milliseconds(1));
  const std::string last = TokenOf(14, secret_);
  Wait(std::chrono::milliseconds(1));
  ASSERT_NE(KidOf(TokenOf(14, secret_)), KidOf(last));
  Wait(hours(24) - seconds(2));
  EXPECT_EQ(Judge(last), Reason::kAllowed);
  Wait(seconds(2));
  EXPECT_EQ(Judge(last), Reason::kTokenExpired);
  Wait(minutes(2));
  EXPECT_EQ(gate_->keys.keys().size(), 1U);
  EXPECT_EQ(Keys().size(), 1U) << "the private half is gone too";
}

TEST_F(KeyRingTest, B3_AtOnceMeansPublishedAtOnce) {
  const std::string before = TokenOf(14, secret_);
  const service::HttpResponse response = Rotate(true);
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(Json::parse(response.body)["state"], "active");
  const std::string after = TokenOf(14, secret_);
  EXPECT_NE(KidOf(after), KidOf(before));
  EXPECT_EQ(Judge(before), Reason::kAllowed);
  EXPECT_EQ(Judge(after), Reason::kAllowed);
  const service::HttpResponse prepared = Rotate();
  ASSERT_EQ(prepared.status, 200);
  const std::string waiting = Json::parse(prepared.body)["kid"];
  ASSERT_EQ(Rotate(true).status, 200);
  EXPECT_EQ(KidOf(TokenOf(14, secret_)), waiting) << "the one that was prepared";
}

// Every hour of a month somebody rotates, restarts, or both, at whatever moment; no token is refused in its time.
TEST_F(KeyRingTest, B3_NoGoodTokenIsEverRefusedOverAMonth) {
  uint64_t random = 1;
  std::vector<std::pair<std::string, base::Wall>> tokens;
  std::set<std::string> kids;
  for (int hour = 0; hour < 24 * 30; hour += 3) {
    random = random * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    const auto dice = random >> 33;
    if (dice % 8 == 0) {
      static_cast<void>(Rotate(dice % 3 == 0));
    }
    if (dice % 5 == 0) {
      ASSERT_TRUE(Start());
    }
    tokens.emplace_back(TokenOf(14, secret_), now_.wall);
    kids.insert(KidOf(tokens.back().first));
    Wait(minutes(100 + dice % 100));
    for (const auto& [token, issued] : tokens) {
      const Reason judged = Judge(token);
      if (now_.wall < std::chrono::floor<seconds>(issued) + hours(24)) {
        ASSERT_EQ(judged, Reason::kAllowed);
      } else {
        ASSERT_NE(judged, Reason::kAllowed);
      }
    }
    std::erase_if(tokens, [&](const auto& token) { return token.second + hours(30) < now_.wall; });
  }
  EXPECT_GT(kids.size(), 5U);
}

TEST_F(KeyRingTest, B3_ACrashBetweenAnyTwoStepsLeavesAWholeRing) {
  // As a crash would leave it: prepared in the database, never published.
  Wait(seconds(1));
  std::filesystem::remove(policy_.control->RegistryKeysFile());
  std::filesystem::create_directory(policy_.control->RegistryKeysFile());  // so that writing fails
  KeyRing crashed(Context());
  EXPECT_FALSE(crashed.Rotate(true, now_.wall));
  EXPECT_FALSE(crashed.Active()) << "what cannot be published signs nothing";
  std::filesystem::remove(policy_.control->RegistryKeysFile());

  ASSERT_TRUE(Start());
  EXPECT_EQ(gate_->keys.keys().size(), 2U) << "published from the database";
  EXPECT_EQ(Judge(TokenOf(14, secret_)), Reason::kAllowed);
  EXPECT_EQ(Keys()[0]["state"], "active");
  Wait(minutes(9));
  EXPECT_EQ(Keys()[0]["state"], "active") << "its overlap counts from when it was published";
  Wait(minutes(1));
  EXPECT_EQ(Keys()[1]["state"], "active");
  EXPECT_EQ(Judge(TokenOf(14, secret_)), Reason::kAllowed);
}

TEST_F(KeyRingTest, B3_ARevokedKeyIsReplacedBeforeAnythingElse) {
  const std::string stolen = TokenOf(14, secret_);
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "key"}, {"value", KidOf(stolen)}}).status, 200);
  EXPECT_NE(Judge(stolen), Reason::kAllowed);
  const std::string fresh = TokenOf(14, secret_);
  EXPECT_NE(KidOf(fresh), KidOf(stolen));
  EXPECT_EQ(Judge(fresh), Reason::kAllowed);
  ASSERT_TRUE(Start());
  EXPECT_EQ(Judge(fresh), Reason::kAllowed);
  EXPECT_NE(Judge(stolen), Reason::kAllowed);
}

TEST_F(KeyRingTest, B3_ARevokedKeyIsDeadAlsoWhereNoOtherCanBePublished) {
  const std::string stolen = TokenOf(14, secret_);
  std::filesystem::remove_all(policy_.control->PublicFolder());
  EXPECT_EQ(Admin("POST", "/admin/revoke", {{"what", "key"}, {"value", KidOf(stolen)}}).status, 500);
  EXPECT_EQ(Judge(stolen), Reason::kTokenRevoked);
  EXPECT_EQ(Token(Basic("droplet-14", secret_)).status, 503);
  std::filesystem::create_directory(policy_.control->PublicFolder());
  Wait(seconds(1));
  EXPECT_EQ(Judge(TokenOf(14, secret_)), Reason::kAllowed);
}

TEST_F(KeyRingTest, B4_AnotherKeyEncryptionKeyStopsTheStart) {
  sealer_ = service::Sealer(base::SecretString("another"));
  const auto started = Start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().where, "control.key_encryption");
}

TEST_F(KeyRingTest, B3_RotationUnderLoadRefusesNothing) {
  std::atomic<bool> stop = false;
  std::atomic<int> refused = 0;
  std::atomic<int> issued = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        while (!stop) {
          const service::HttpResponse response = Token(Basic("droplet-14", secret_));
          if (response.status != 200) continue;
          const std::string token = Json::parse(response.body)["access_token"];
          const std::lock_guard lock(gate_->mutex);
          if (gate_->keys.Candidates(KidOf(token), crypto::Algorithm::kRs256).empty()) ++refused;
          ++issued;
        }
      });
    }
    for (int i = 0; i < 5; ++i) EXPECT_EQ(Rotate(true).status, 200);
    while (issued < 100) std::this_thread::yield();
    stop = true;
  }
  EXPECT_EQ(refused, 0) << "of " << issued;
}

}  // namespace
}  // namespace gatehouse::registry
