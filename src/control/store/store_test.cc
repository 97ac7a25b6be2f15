// The nouns of the store, each on both databases.
#include <gtest/gtest.h>

#include "control/store/assertions.h"
#include "control/store/columns.h"
#include "control/store/credentials.h"
#include "control/store/droplets.h"
#include "control/store/revocations.h"
#include "control/store/signing_keys.h"
#include "control/store/testing_database.h"

namespace gatehouse::store {
namespace {

using std::chrono::hours;
using testing::kNow;

class Store : public testing::OnBothDatabases {
 protected:
  static Droplet Deck() {
    return {.id = 14,
            .name = "Visibility Deck",
            .steward = "Ada Löwe",
            .url = "http://127.0.0.1:9014",
            .roles = {"operator", "audit:read"},
            .tokens_from = {},
            .created = kNow,
            .changed = kNow};
  }
  static SigningKey Key(const std::string& kid, base::Wall created) {
    return {.kid = kid,
            .algorithm = "RS256",
            .sealed_private = "sealed",
            .public_jwk = "{}",
            .created = created,
            .published = {},
            .active_since = {},
            .retired_at = {},
            .ends = {}};
  }
};
GATEHOUSE_ON_BOTH_DATABASES(Store);

TEST_P(Store, B5_DropletsComeBackAsTheyWere) {
  Write([&](soci::session& sql) {
    AddDroplet(sql, Deck());
    Droplet second = Deck();
    second.id = 3;
    second.roles = {};
    AddDroplet(sql, second);
  });
  Droplet changed = Deck();
  changed.state = gate::DropletState::kSuspended;
  changed.tokens_from = kNow + hours(1);
  changed.changed = kNow + hours(1);
  Write([&](soci::session& sql) { UpdateDroplet(sql, changed); });
  Write([&](soci::session& sql) {
    EXPECT_EQ(FindDroplet(sql, 14), changed);
    EXPECT_EQ(FindDroplet(sql, 15), std::nullopt);
    const auto all = AllDroplets(sql);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].id, 3);
    EXPECT_TRUE(all[0].roles.empty());
  });
}

TEST_P(Store, B5_CredentialsBelongToADroplet) {
  const Credential secret{.id = "a1",
                          .droplet_id = 14,
                          .secret_hash = "$argon2id$…",
                          .public_jwk = "",
                          .created = kNow,
                          .expires = kNow + hours(1),
                          .revoked = {},
                          .last_used = {}};
  EXPECT_FALSE(database_->Write([&](soci::session& sql) -> base::Result<> {
    AddCredential(sql, secret);
    return {};
  })) << "a credential of nobody";
  Write([&](soci::session& sql) {
    AddDroplet(sql, Deck());
    AddCredential(sql, secret);
    EXPECT_EQ(FindCredential(sql, "a1"), secret);
    TouchCredential(sql, "a1", kNow + hours(1));
    EXPECT_EQ(FindCredential(sql, "a1")->last_used, kNow + hours(1));
    EXPECT_TRUE(RevokeCredential(sql, "a1", kNow));
    EXPECT_FALSE(RevokeCredential(sql, "a1", kNow)) << "twice";
    EXPECT_FALSE(RevokeCredential(sql, "b2", kNow));
    EXPECT_EQ(CredentialsOf(sql, 14).at(0).revoked, kNow);
    EXPECT_TRUE(CredentialsOf(sql, 15).empty());
  });
  EXPECT_TRUE(secret.Alive(kNow));
  EXPECT_FALSE(secret.Alive(kNow + hours(1)));
}

TEST_P(Store, B3_OneKeyIsActiveAndOnlyOneThatWasPublished) {
  Write([&](soci::session& sql) {
    AddSigningKey(sql, Key("one", kNow));
    EXPECT_FALSE(ActivateSigningKey(sql, KeyUse::kRegistry, "one", kNow, kNow)) << "never published";
    MarkPublished(sql, "one", kNow);
    EXPECT_FALSE(ActivateSigningKey(sql, KeyUse::kSession, "one", kNow, kNow)) << "for another use";
    EXPECT_TRUE(ActivateSigningKey(sql, KeyUse::kRegistry, "one", kNow, kNow));
    AddSigningKey(sql, Key("two", kNow + hours(1)));
    MarkPublished(sql, "two", kNow + hours(1));
    EXPECT_TRUE(ActivateSigningKey(sql, KeyUse::kRegistry, "two", kNow + hours(2), kNow + hours(26)));
  });
  Write([&](soci::session& sql) {
    const auto keys = SigningKeysOf(sql, KeyUse::kRegistry);
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].state, KeyState::kRetired);
    EXPECT_EQ(keys[0].ends, kNow + hours(26));
    EXPECT_EQ(keys[0].active_since, kNow);
    EXPECT_EQ(keys[1].state, KeyState::kActive);
    EXPECT_TRUE(SigningKeysOf(sql, KeyUse::kSession).empty());
    EXPECT_TRUE(DropEndedKeys(sql, KeyUse::kRegistry, kNow + hours(25)).empty());
    EXPECT_EQ(DropEndedKeys(sql, KeyUse::kRegistry, kNow + hours(26)), std::vector<std::string>{"one"});
  });
  SigningKey third = Key("three", kNow);
  third.state = KeyState::kActive;
  EXPECT_FALSE(database_->Write([&](soci::session& sql) -> base::Result<> {
    AddSigningKey(sql, third);
    return {};
  })) << "two active keys";
}

TEST_P(Store, B2_AnAssertionIsGoodOnce) {
  Write([&](soci::session& sql) {
    EXPECT_TRUE(UseAssertion(sql, "droplet-14", "j1", kNow + hours(1)));
    EXPECT_FALSE(UseAssertion(sql, "droplet-14", "j1", kNow + hours(1)));
    EXPECT_TRUE(UseAssertion(sql, "droplet-15", "j1", kNow + hours(1))) << "another client's";
    ForgetAssertions(sql, kNow);
    EXPECT_FALSE(UseAssertion(sql, "droplet-14", "j1", kNow + hours(1)));
    ForgetAssertions(sql, kNow + hours(1));
    EXPECT_TRUE(UseAssertion(sql, "droplet-14", "j1", kNow + hours(2)));
  });
}

TEST_P(Store, B2_RevocationsAreReplacedRemovedAndForgotten) {
  const StoredRevocation first{.what = "jti",
                               .issuer = "i",
                               .value = "v",
                               .issued_before = {},
                               .reason = "r",
                               .since = kNow,
                               .expires = kNow + hours(1)};
  StoredRevocation second = first;
  second.issued_before = kNow;
  second.since = kNow + hours(1);
  second.expires.reset();
  Write([&](soci::session& sql) {
    PutRevocation(sql, first);
    EXPECT_EQ(AllRevocations(sql), std::vector{first});
    PutRevocation(sql, second);
    EXPECT_EQ(AllRevocations(sql), std::vector{second});
    ForgetRevocations(sql, kNow + hours(1000));
    EXPECT_EQ(AllRevocations(sql).size(), 1U) << "it has no end";
    EXPECT_FALSE(RemoveRevocation(sql, "jti", "", "v"));
    EXPECT_TRUE(RemoveRevocation(sql, "jti", "i", "v"));
    PutRevocation(sql, first);
    ForgetRevocations(sql, kNow + hours(1));
    EXPECT_TRUE(AllRevocations(sql).empty());
  });
}

TEST(Columns, B7_WordsKeepEveryCharacter) {
  const std::vector<std::string> words = {"", "a b", "\"quoted\"", "[", "Löwe"};
  EXPECT_EQ(WordsOf(WordsColumn(words)), words);
  EXPECT_EQ(WordsColumn({}), "[]");
  EXPECT_TRUE(WordsOf("not JSON").empty());
}

}  // namespace
}  // namespace gatehouse::store
