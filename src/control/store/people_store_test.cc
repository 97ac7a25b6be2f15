#include <gmock/gmock.h>

#include "control/store/known_addresses.h"
#include "control/store/sessions.h"
#include "control/store/testing_database.h"
#include "control/store/users.h"

namespace gatehouse::store {
namespace {

using std::chrono::minutes;
using testing::kNow;

User Ada() {
  return {.id = "u1",
          .name = "ada",
          .password_hash = "$argon2id$…",
          .roles = {"admin", "editor"},
          .sealed_totp = "sealed",
          .totp_last_step = 56'666'666,
          .created = kNow,
          .changed = kNow + minutes(1),
          .password_changed = kNow + minutes(2)};
}

Session SessionOf(const std::string& user, const std::string& id, base::Wall created = kNow) {
  return {.id = id,
          .user_id = user,
          .created = created,
          .expires = created + minutes(30),
          .address = "192.0.2.7",
          .acr = "pwd",
          .ended = {}};
}

class PeopleStore : public testing::OnBothDatabases {};
GATEHOUSE_ON_BOTH_DATABASES(PeopleStore);

TEST_P(PeopleStore, A9_WhatGoesInComesOut) {
  Write([](Transaction& transaction) {
    User plain = Ada();
    plain.id = "u0";
    plain.name = "zoe";
    plain.roles = {};
    plain.state = UserState::kDisabled;
    plain.sealed_totp = std::nullopt;
    EXPECT_TRUE(AddUser(transaction, plain));
    EXPECT_TRUE(AddUser(transaction, Ada()));
    EXPECT_EQ(FindUser(transaction, "ada"), Ada());
    EXPECT_EQ(FindUserById(transaction, "u0"), plain);
    EXPECT_EQ(FindUser(transaction, "Ada"), std::nullopt);  // names are compared as they are kept
    EXPECT_THAT(AllUsers(transaction), ::testing::ElementsAre(Ada(), plain));
  });
}

TEST_P(PeopleStore, A9_ANameOnce) {
  Write([](Transaction& transaction) {
    EXPECT_TRUE(AddUser(transaction, Ada()));
    User other = Ada();
    other.id = "u2";
    EXPECT_FALSE(AddUser(transaction, other));
  });
}

TEST_P(PeopleStore, B7_ValuesAreBoundNotWritten) {
  Write([](Transaction& transaction) {
    User ada = Ada();
    ada.roles = {"x'; DROP TABLE users; --", "\"quoted\""};
    ada.password_hash = "'); DELETE FROM users; --";
    EXPECT_TRUE(AddUser(transaction, ada));
    EXPECT_EQ(FindUser(transaction, "ada"), ada);
    EXPECT_EQ(FindUser(transaction, "ada' OR '1'='1"), std::nullopt);
  });
}

TEST_P(PeopleStore, A9_Changes) {
  Write([](Transaction& transaction) {
    EXPECT_TRUE(AddUser(transaction, Ada()));
    const base::Wall later = kNow + minutes(9);
    SetUserAccess(transaction, "u1", UserState::kDisabled, {"reader"}, later);
    SetUserPassword(transaction, "u1", "new", later);
    SetUserTotp(transaction, "u1", std::nullopt, 0, later);
    const User changed = *FindUser(transaction, "ada");
    EXPECT_EQ(changed.state, UserState::kDisabled);
    EXPECT_THAT(changed.roles, ::testing::ElementsAre("reader"));
    EXPECT_EQ(changed.password_hash, "new");
    EXPECT_EQ(changed.password_changed, later);
    EXPECT_EQ(changed.changed, later);
    EXPECT_EQ(changed.created, kNow);
    EXPECT_EQ(changed.sealed_totp, std::nullopt);
  });
}

TEST_P(PeopleStore, A10_AHashIsRenewedOnlyOverTheOneThatWasChecked) {
  Write([](Transaction& transaction) {
    EXPECT_TRUE(AddUser(transaction, Ada()));
    EXPECT_TRUE(RenewUserHash(transaction, "u1", Ada().password_hash, "newer"));
    EXPECT_FALSE(RenewUserHash(transaction, "u1", Ada().password_hash, "newest"));
    EXPECT_EQ(FindUser(transaction, "ada")->password_hash, "newer");
    EXPECT_EQ(FindUser(transaction, "ada")->password_changed, Ada().password_changed);
  });
}

TEST_P(PeopleStore, A9_AStepIsSpentOnce) {
  Write([](Transaction& transaction) {
    EXPECT_TRUE(AddUser(transaction, Ada()));
    const int64_t last = Ada().totp_last_step;
    EXPECT_FALSE(SpendTotpStep(transaction, "u1", last));
    EXPECT_TRUE(SpendTotpStep(transaction, "u1", last + 2));
    EXPECT_FALSE(SpendTotpStep(transaction, "u1", last + 2));
    EXPECT_FALSE(SpendTotpStep(transaction, "u1", last + 1));
    EXPECT_FALSE(SpendTotpStep(transaction, "nobody", last + 9));
  });
}

TEST_P(PeopleStore, A9_SessionsByTheirEnd) {
  Write([](Transaction& transaction) {
    User eve = Ada();
    eve.id = "u2";
    eve.name = "eve";
    EXPECT_TRUE(AddUser(transaction, Ada()));
    EXPECT_TRUE(AddUser(transaction, eve));
    const Session old = SessionOf("u1", "s1", kNow - minutes(40));
    const Session first = SessionOf("u1", "s2");
    const Session second = SessionOf("u1", "s3", kNow + minutes(1));
    const Session other = SessionOf("u2", "s4");
    for (const Session& session : {old, first, second, other}) AddSession(transaction, session);
    EXPECT_EQ(FindSession(transaction, "s2"), first);
    EXPECT_EQ(FindSession(transaction, "nothing"), std::nullopt);
    EXPECT_THAT(LiveSessionsOf(transaction, "u1", kNow), ::testing::ElementsAre(first, second));
    EXPECT_EQ(LiveSessions(transaction, kNow).size(), 3U);

    EndSession(transaction, "s2", kNow + minutes(2));
    EXPECT_EQ(FindSession(transaction, "s2")->ended, kNow + minutes(2));
    EndSession(transaction, "s2", kNow + minutes(3));  // once is enough
    EXPECT_EQ(FindSession(transaction, "s2")->ended, kNow + minutes(2));

    const auto ended = EndSessionsOf(transaction, "u1", kNow + minutes(4));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended.front().id, "s3");
    EXPECT_EQ(ended.front().ended, kNow + minutes(4));
    EXPECT_TRUE(LiveSessionsOf(transaction, "u1", kNow).empty());
    EXPECT_THAT(LiveSessions(transaction, kNow), ::testing::ElementsAre(other));
    EXPECT_EQ(EndedSessions(transaction, kNow + minutes(5)).size(), 2U);
    EXPECT_EQ(EndedSessions(transaction, kNow + minutes(30)).size(), 1U);

    ForgetSessions(transaction, kNow + minutes(30));
    EXPECT_EQ(FindSession(transaction, "s1"), std::nullopt);
    EXPECT_EQ(FindSession(transaction, "s2"), std::nullopt);
    EXPECT_NE(FindSession(transaction, "s3"), std::nullopt);
  });
}

TEST_P(PeopleStore, A10_KnownAddressesAreFewAndEnd) {
  Write([](Transaction& transaction) {
    EXPECT_TRUE(AddUser(transaction, Ada()));
    PutKnownAddress(transaction, "u1", "192.0.2.7", kNow + minutes(5));
    EXPECT_TRUE(IsKnownAddress(transaction, "ada", "192.0.2.7", kNow));
    EXPECT_FALSE(IsKnownAddress(transaction, "ada", "192.0.2.8", kNow));
    EXPECT_FALSE(IsKnownAddress(transaction, "eve", "192.0.2.7", kNow));
    EXPECT_FALSE(IsKnownAddress(transaction, "ada", "192.0.2.7", kNow + minutes(5)));
    PutKnownAddress(transaction, "u1", "192.0.2.7", kNow + minutes(9));
    EXPECT_TRUE(IsKnownAddress(transaction, "ada", "192.0.2.7", kNow + minutes(5)));
    for (int i = 0; i < kMaxKnownAddresses; ++i) {
      PutKnownAddress(transaction, "u1", "198.51.100." + std::to_string(i), kNow + minutes(10 + i));
    }
    EXPECT_FALSE(IsKnownAddress(transaction, "ada", "192.0.2.7", kNow)) << "the one that would have ended first";
    EXPECT_TRUE(IsKnownAddress(transaction, "ada", "198.51.100.0", kNow));
    ForgetKnownAddresses(transaction, kNow + minutes(10));
    EXPECT_FALSE(IsKnownAddress(transaction, "ada", "198.51.100.0", kNow));
    EXPECT_TRUE(IsKnownAddress(transaction, "ada", "198.51.100.1", kNow));
    ForgetKnownAddressesOf(transaction, "u1");
    EXPECT_FALSE(IsKnownAddress(transaction, "ada", "198.51.100.1", kNow));
  });
}

TEST_P(PeopleStore, A9_NoSessionWithoutAUser) {
  const auto written = database_->Write([](Transaction& transaction) -> base::Result<> {
    AddSession(transaction, SessionOf("nobody", "s1"));
    return {};
  });
  EXPECT_FALSE(written.has_value());
}

}  // namespace
}  // namespace gatehouse::store
