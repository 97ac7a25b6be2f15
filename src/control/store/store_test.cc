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
  Write([&](Transaction& transaction) {
    AddDroplet(transaction, Deck());
    Droplet second = Deck();
    second.id = 3;
    second.roles = {};
    AddDroplet(transaction, second);
  });
  Droplet changed = Deck();
  changed.state = gate::DropletState::kSuspended;
  changed.tokens_from = kNow + hours(1);
  changed.changed = kNow + hours(1);
  Write([&](Transaction& transaction) { UpdateDroplet(transaction, changed); });
  Write([&](Transaction& transaction) {
    EXPECT_EQ(FindDroplet(transaction, 14), changed);
    EXPECT_EQ(FindDroplet(transaction, 15), std::nullopt);
    const auto all = AllDroplets(transaction);
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
  EXPECT_FALSE(database_->Write([&](Transaction& transaction) { AddCredential(transaction, secret); }))
      << "a credential of nobody";
  Write([&](Transaction& transaction) {
    AddDroplet(transaction, Deck());
    AddCredential(transaction, secret);
    EXPECT_EQ(FindCredential(transaction, "a1"), secret);
    TouchCredential(transaction, "a1", kNow + hours(1));
    EXPECT_EQ(FindCredential(transaction, "a1")->last_used, kNow + hours(1));
    EXPECT_TRUE(RevokeCredential(transaction, "a1", kNow));
    EXPECT_FALSE(RevokeCredential(transaction, "a1", kNow)) << "twice";
    EXPECT_FALSE(RevokeCredential(transaction, "b2", kNow));
    EXPECT_EQ(CredentialsOf(transaction, 14).at(0).revoked, kNow);
    EXPECT_TRUE(CredentialsOf(transaction, 15).empty());
  });
  EXPECT_TRUE(secret.Alive(kNow));
  EXPECT_FALSE(secret.Alive(kNow + hours(1)));
}

TEST_P(Store, B3_OneKeyIsActiveAndOnlyOneThatWasPublished) {
  Write([&](Transaction& transaction) {
    AddSigningKey(transaction, Key("one", kNow));
    EXPECT_FALSE(ActivateSigningKey(transaction, KeyUse::kRegistry, "one", kNow, kNow)) << "never published";
    MarkPublished(transaction, "one", kNow);
    EXPECT_FALSE(ActivateSigningKey(transaction, KeyUse::kSession, "one", kNow, kNow)) << "for another use";
    EXPECT_TRUE(ActivateSigningKey(transaction, KeyUse::kRegistry, "one", kNow, kNow));
    AddSigningKey(transaction, Key("two", kNow + hours(1)));
    MarkPublished(transaction, "two", kNow + hours(1));
    EXPECT_TRUE(ActivateSigningKey(transaction, KeyUse::kRegistry, "two", kNow + hours(2), kNow + hours(26)));
  });
  Write([&](Transaction& transaction) {
    const auto keys = SigningKeysOf(transaction, KeyUse::kRegistry);
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].state, KeyState::kRetired);
    EXPECT_EQ(keys[0].ends, kNow + hours(26));
    EXPECT_EQ(keys[0].active_since, kNow);
    EXPECT_EQ(keys[1].state, KeyState::kActive);
    EXPECT_TRUE(SigningKeysOf(transaction, KeyUse::kSession).empty());
    EXPECT_TRUE(DropEndedKeys(transaction, KeyUse::kRegistry, kNow + hours(25)).empty());
    EXPECT_EQ(DropEndedKeys(transaction, KeyUse::kRegistry, kNow + hours(26)), std::vector<std::string>{"one"});
  });
  SigningKey third = Key("three", kNow);
  third.state = KeyState::kActive;
  EXPECT_FALSE(database_->Write([&](Transaction& transaction) { AddSigningKey(transaction, third); }))
      << "two active keys";
}

TEST_P(Store, B2_AnAssertionIsGoodOnce) {
  Write([&](Transaction& transaction) {
    EXPECT_TRUE(UseAssertion(transaction, "droplet-14", "j1", kNow + hours(1)));
    EXPECT_FALSE(UseAssertion(transaction, "droplet-14", "j1", kNow + hours(1)));
    EXPECT_TRUE(UseAssertion(transaction, "droplet-15", "j1", kNow + hours(1))) << "another client's";
    ForgetAssertions(transaction, kNow);
    EXPECT_FALSE(UseAssertion(transaction, "droplet-14", "j1", kNow + hours(1)));
    ForgetAssertions(transaction, kNow + hours(1));
    EXPECT_TRUE(UseAssertion(transaction, "droplet-14", "j1", kNow + hours(2)));
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
  Write([&](Transaction& transaction) {
    PutRevocation(transaction, first);
    EXPECT_EQ(AllRevocations(transaction), std::vector{first});
    PutRevocation(transaction, second);
    EXPECT_EQ(AllRevocations(transaction), std::vector{second});
    ForgetRevocations(transaction, kNow + hours(1000));
    EXPECT_EQ(AllRevocations(transaction).size(), 1U) << "it has no end";
    EXPECT_FALSE(RemoveRevocation(transaction, "jti", "", "v"));
    EXPECT_TRUE(RemoveRevocation(transaction, "jti", "i", "v"));
    PutRevocation(transaction, first);
    ForgetRevocations(transaction, kNow + hours(1));
    EXPECT_TRUE(AllRevocations(transaction).empty());
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
