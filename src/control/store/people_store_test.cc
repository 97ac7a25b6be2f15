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
  Write([](soci::session& sql) {
    User plain = Ada();
    plain.id = "u0";
    plain.name = "zoe";
    plain.roles = {};
    plain.state = UserState::kDisabled;
    plain.sealed_totp = std::nullopt;
    EXPECT_TRUE(AddUser(sql, plain));
    EXPECT_TRUE(AddUser(sql, Ada()));
    EXPECT_EQ(FindUser(sql, "ada"), Ada());
    EXPECT_EQ(FindUserById(sql, "u0"), plain);
    EXPECT_EQ(FindUser(sql, "Ada"), std::nullopt);  // names are compared as they are kept
    EXPECT_THAT(AllUsers(sql), ::testing::ElementsAre(Ada(), plain));
  });
}

TEST_P(PeopleStore, A9_ANameOnce) {
  Write([](soci::session& sql) {
    EXPECT_TRUE(AddUser(sql, Ada()));
    User other = Ada();
    other.id = "u2";
    EXPECT_FALSE(AddUser(sql, other));
  });
}

TEST_P(PeopleStore, B7_ValuesAreBoundNotWritten) {
  Write([](soci::session& sql) {
    User ada = Ada();
    ada.roles = {"x'; DROP TABLE users; --", "\"quoted\""};
    ada.password_hash = "'); DELETE FROM users; --";
    EXPECT_TRUE(AddUser(sql, ada));
    EXPECT_EQ(FindUser(sql, "ada"), ada);
    EXPECT_EQ(FindUser(sql, "ada' OR '1'='1"), std::nullopt);
  });
}

TEST_P(PeopleStore, A9_Changes) {
  Write([](soci::session& sql) {
    EXPECT_TRUE(AddUser(sql, Ada()));
    const base::Wall later = kNow + minutes(9);
    SetUserAccess(sql, "u1", UserState::kDisabled, {"reader"}, later);
    SetUserPassword(sql, "u1", "new", later);
    SetUserTotp(sql, "u1", std::nullopt, 0, later);
    const User changed = *FindUser(sql, "ada");
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
  Write([](soci::session& sql) {
    EXPECT_TRUE(AddUser(sql, Ada()));
    EXPECT_TRUE(RenewUserHash(sql, "u1", Ada().password_hash, "newer"));
    EXPECT_FALSE(RenewUserHash(sql, "u1", Ada().password_hash, "newest"));
    EXPECT_EQ(FindUser(sql, "ada")->password_hash, "newer");
    EXPECT_EQ(FindUser(sql, "ada")->password_changed, Ada().password_changed);
  });
}

TEST_P(PeopleStore, A9_AStepIsSpentOnce) {
  Write([](soci::session& sql) {
    EXPECT_TRUE(AddUser(sql, Ada()));
    const int64_t last = Ada().totp_last_step;
    EXPECT_FALSE(SpendTotpStep(sql, "u1", last));
    EXPECT_TRUE(SpendTotpStep(sql, "u1", last + 2));
    EXPECT_FALSE(SpendTotpStep(sql, "u1", last + 2));
    EXPECT_FALSE(SpendTotpStep(sql, "u1", last + 1));
    EXPECT_FALSE(SpendTotpStep(sql, "nobody", last + 9));
  });
}

TEST_P(PeopleStore, A9_SessionsByTheirEnd) {
  Write([](soci::session& sql) {
    User eve = Ada();
    eve.id = "u2";
    eve.name = "eve";
    EXPECT_TRUE(AddUser(sql, Ada()));
    EXPECT_TRUE(AddUser(sql, eve));
    const Session old = SessionOf("u1", "s1", kNow - minutes(40));
    const Session first = SessionOf("u1", "s2");
    const Session second = SessionOf("u1", "s3", kNow + minutes(1));
    const Session other = SessionOf("u2", "s4");
    for (const Session& session : {old, first, second, other}) AddSession(sql, session);
    EXPECT_EQ(FindSession(sql, "s2"), first);
    EXPECT_EQ(FindSession(sql, "nothing"), std::nullopt);
    EXPECT_THAT(LiveSessionsOf(sql, "u1", kNow), ::testing::ElementsAre(first, second));
    EXPECT_EQ(LiveSessions(sql, kNow).size(), 3U);

    EndSession(sql, "s2", kNow + minutes(2));
    EXPECT_EQ(FindSession(sql, "s2")->ended, kNow + minutes(2));
    EndSession(sql, "s2", kNow + minutes(3));  // once is enough
    EXPECT_EQ(FindSession(sql, "s2")->ended, kNow + minutes(2));

    const auto ended = EndSessionsOf(sql, "u1", kNow + minutes(4));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended.front().id, "s3");
    EXPECT_EQ(ended.front().ended, kNow + minutes(4));
    EXPECT_TRUE(LiveSessionsOf(sql, "u1", kNow).empty());
    EXPECT_THAT(LiveSessions(sql, kNow), ::testing::ElementsAre(other));
    EXPECT_EQ(EndedSessions(sql, kNow + minutes(5)).size(), 2U);
    EXPECT_EQ(EndedSessions(sql, kNow + minutes(30)).size(), 1U);

    ForgetSessions(sql, kNow + minutes(30));
    EXPECT_EQ(FindSession(sql, "s1"), std::nullopt);
    EXPECT_EQ(FindSession(sql, "s2"), std::nullopt);
    EXPECT_NE(FindSession(sql, "s3"), std::nullopt);
  });
}

TEST_P(PeopleStore, A10_KnownAddressesAreFewAndEnd) {
  Write([](soci::session& sql) {
    EXPECT_TRUE(AddUser(sql, Ada()));
    PutKnownAddress(sql, "u1", "192.0.2.7", kNow + minutes(5));
    EXPECT_TRUE(IsKnownAddress(sql, "ada", "192.0.2.7", kNow));
    EXPECT_FALSE(IsKnownAddress(sql, "ada", "192.0.2.8", kNow));
    EXPECT_FALSE(IsKnownAddress(sql, "eve", "192.0.2.7", kNow));
    EXPECT_FALSE(IsKnownAddress(sql, "ada", "192.0.2.7", kNow + minutes(5)));
    PutKnownAddress(sql, "u1", "192.0.2.7", kNow + minutes(9));
    EXPECT_TRUE(IsKnownAddress(sql, "ada", "192.0.2.7", kNow + minutes(5)));
    for (int i = 0; i < kMaxKnownAddresses; ++i) {
      PutKnownAddress(sql, "u1", "198.51.100." + std::to_string(i), kNow + minutes(10 + i));
    }
    EXPECT_FALSE(IsKnownAddress(sql, "ada", "192.0.2.7", kNow)) << "the one that would have ended first";
    EXPECT_TRUE(IsKnownAddress(sql, "ada", "198.51.100.0", kNow));
    ForgetKnownAddresses(sql, kNow + minutes(10));
    EXPECT_FALSE(IsKnownAddress(sql, "ada", "198.51.100.0", kNow));
    EXPECT_TRUE(IsKnownAddress(sql, "ada", "198.51.100.1", kNow));
    ForgetKnownAddressesOf(sql, "u1");
    EXPECT_FALSE(IsKnownAddress(sql, "ada", "198.51.100.1", kNow));
  });
}

TEST_P(PeopleStore, A9_NoSessionWithoutAUser) {
  const auto written = database_->Write([](soci::session& sql) -> base::Result<> {
    AddSession(sql, SessionOf("nobody", "s1"));
    return {};
  });
  EXPECT_FALSE(written.has_value());
}

}  // namespace
}  // namespace gatehouse::store
