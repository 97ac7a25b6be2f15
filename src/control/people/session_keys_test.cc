#include "control/people/session_keys.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "control/people/testing_people.h"
#include "jose/jws_writer.h"

namespace gatehouse::people {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class SessionKeysTest : public testing::PeopleTest {
 protected:
  std::unique_ptr<SessionKeys> Keys() {
    return std::make_unique<SessionKeys>(*database_, link_, sealer_, policy_.control->SessionKeysFile());
  }
  std::vector<std::string> Served() const {
    std::vector<std::string> kids;
    const auto set = jose::JwkSet::Parse(*base::ReadFile(policy_.control->SessionKeysFile()));
    for (const jose::Jwk& key : set->keys()) kids.push_back(key.kid);
    return kids;
  }
};

TEST_F(SessionKeysTest, A9_TheFirstKeyIsServedBeforeItSigns) {
  const auto keys = Keys();
  EXPECT_EQ(keys->signer(), nullptr);
  ASSERT_TRUE(keys->Begin(now_.wall).has_value());
  ASSERT_NE(keys->signer(), nullptr);
  EXPECT_THAT(Served(), ::testing::ElementsAre(keys->signer()->kid));
  EXPECT_EQ(link_.files_changed, 1);
}

TEST_F(SessionKeysTest, A9_ARestartKeepsTheKey) {
  auto keys = Keys();
  ASSERT_TRUE(keys->Begin(now_.wall).has_value());
  const std::string kid = keys->signer()->kid;
  std::filesystem::remove(policy_.control->SessionKeysFile());
  keys = Keys();
  ASSERT_TRUE(keys->Begin(now_.wall + minutes(5)).has_value());
  EXPECT_EQ(keys->signer()->kid, kid);
  EXPECT_THAT(Served(), ::testing::ElementsAre(kid));  // made again from the database
}

TEST_F(SessionKeysTest, A9_EveryDayANewOneWithOverlap) {
  const auto keys = Keys();
  ASSERT_TRUE(keys->Begin(now_.wall).has_value());
  const std::string first = keys->signer()->kid;

  Wait(kSessionKeyLife);
  ASSERT_TRUE(keys->Tick(now_.wall).has_value());
  EXPECT_EQ(keys->signer()->kid, first);  // the new one is served first
  ASSERT_EQ(Served().size(), 2U);

  Wait(kSessionKeyLead);
  ASSERT_TRUE(keys->Tick(now_.wall).has_value());
  const std::string second = keys->signer()->kid;
  EXPECT_NE(second, first);
  EXPECT_THAT(Served(), ::testing::UnorderedElementsAre(first, second));

  Wait(jose::kMaxSessionLife - seconds(1));
  ASSERT_TRUE(keys->Tick(now_.wall).has_value());
  EXPECT_THAT(Served(), ::testing::UnorderedElementsAre(first, second));
  Wait(minutes(1));
  ASSERT_TRUE(keys->Tick(now_.wall).has_value());
  EXPECT_THAT(Served(), ::testing::ElementsAre(second));  // its last session has ended
}

// At any time, whatever signs is served, through weeks of ticks and restarts.
TEST_F(SessionKeysTest, A9_WhatSignsIsServedAlways) {
  auto keys = Keys();
  ASSERT_TRUE(keys->Begin(now_.wall).has_value());
  std::string previous;
  int changes = 0;
  for (int i = 0; i < 600; ++i) {
    Wait(minutes(17));
    if (i % 37 == 0) {
      keys = Keys();
      ASSERT_TRUE(keys->Begin(now_.wall).has_value());
    }
    ASSERT_TRUE(keys->Tick(now_.wall).has_value());
    EXPECT_THAT(Served(), ::testing::Contains(keys->signer()->kid));
    EXPECT_LE(Served().size(), 3U);
    if (keys->signer()->kid != previous) ++changes;
    previous = keys->signer()->kid;
  }
  EXPECT_GE(changes, 6);
  EXPECT_LE(changes, 8);  // 600 × 17 minutes are a week
}

TEST_F(SessionKeysTest, A9_PrivateHalvesAreSealed) {
  const auto keys = Keys();
  ASSERT_TRUE(keys->Begin(now_.wall).has_value());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file()) continue;
    const std::string text = base::ReadFile(entry.path()).value();
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("PRIVATE KEY"))) << entry.path();
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("\"d\""))) << entry.path();
  }
}

TEST_F(SessionKeysTest, A9_AnotherSealIsSaid) {
  ASSERT_TRUE(Keys()->Begin(now_.wall).has_value());
  const service::Sealer other{base::SecretString(std::string(32, 'x'))};
  SessionKeys keys(*database_, link_, other, policy_.control->SessionKeysFile());
  const auto begun = keys.Begin(now_.wall);
  ASSERT_FALSE(begun.has_value());
  EXPECT_THAT(begun.error().Text(), ::testing::HasSubstr("key_encryption"));
}

TEST_F(SessionKeysTest, A9_AFolderThatCannotBeWrittenIsSaid) {
  std::filesystem::remove_all(policy_.control->PublicFolder());
  EXPECT_FALSE(Keys()->Begin(now_.wall).has_value());
}

TEST_F(SessionKeysTest, A9_ProvesItsOwnSessionsOnly) {
  const auto keys = Keys();
  ASSERT_TRUE(keys->Begin(now_.wall).has_value());
  const auto token = [&](const crypto::PrivateKey& key, std::string_view type, std::string_view audience) {
    jose::ClaimsText claims;
    const int64_t issued = std::chrono::floor<std::chrono::seconds>(now_.wall).time_since_epoch().count();
    claims.Add("iss", jose::kSessionIssuer);
    claims.Add("sub", "ada");
    claims.Add("aud", audience);
    claims.Add("iat", issued);
    claims.Add("exp", issued + 60);
    claims.Add("jti", "s1");
    return *jose::SignCompact(key, crypto::Algorithm::kEs256, keys->signer()->kid, type, claims.Finish());
  };
  const crypto::PrivateKey& own = keys->signer()->key;
  const auto proven = keys->SessionOf(token(own, jose::kSessionType, jose::kSessionAudience), now_.wall);
  ASSERT_TRUE(proven.has_value());
  EXPECT_EQ(proven->subject, "ada");
  EXPECT_EQ(proven->id, "s1");
  EXPECT_FALSE(keys->SessionOf(token(own, "JWT", jose::kSessionAudience), now_.wall).has_value());
  EXPECT_FALSE(keys->SessionOf(token(own, jose::kSessionType, "api"), now_.wall).has_value());
  EXPECT_FALSE(
      keys->SessionOf(token(own, jose::kSessionType, jose::kSessionAudience), now_.wall + hours(1)).has_value());
  const auto foreign = *crypto::PrivateKey::Generate(crypto::Algorithm::kEs256);
  EXPECT_FALSE(keys->SessionOf(token(foreign, jose::kSessionType, jose::kSessionAudience), now_.wall).has_value());
  EXPECT_FALSE(keys->SessionOf("nonsense", now_.wall).has_value());
}

}  // namespace
}  // namespace gatehouse::people
