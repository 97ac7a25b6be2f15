#include "control/people/session_book.h"

#include <gtest/gtest.h>

#include <thread>

#include "control/people/testing_people.h"

namespace gatehouse::people {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class SessionBookTest : public testing::PeopleTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start().has_value());
    AddUserNamed("ada", testing::kPassword, R"(["admin"])");
    ASSERT_TRUE(keys_.Begin(now_.wall).has_value());
  }
  base::Result<std::optional<std::string>> Open(const store::User& user) {
    return book_.Open(user, jose::kOneFactor, *base::IpAddress::Parse("2001:db8::1"), now_.wall);
  }

  SessionKeys keys_{*database_, link_, sealer_, policy_.control->SessionKeysFile()};
  SessionBook book_{*database_, link_, keys_, minutes(10)};
};

TEST_F(SessionBookTest, A9_TokenRowAndCookieEndTogether) {
  Wait(std::chrono::milliseconds(789));
  const auto token = Open(*Stored("ada"));
  ASSERT_TRUE(token.value().has_value());
  ASSERT_EQ(Live().size(), 1U);
  const store::Session row = Live().front();
  const auto principal = Proven(**token).value();
  EXPECT_EQ(principal.token_id, row.id);
  EXPECT_EQ(base::Wall(principal.expires_at), row.expires);
  EXPECT_EQ(base::Wall(principal.issued_at), row.created);
  EXPECT_EQ(row.expires - row.created, minutes(10));
  EXPECT_EQ(row.address, "2001:db8::1");
}

// Between the check of the password and the session stand other requests.
TEST_F(SessionBookTest, A9_AnAccountThatChangedMeanwhileOpensNothing) {
  const store::User checked = *Stored("ada");
  Wait(seconds(1));
  for (const char* change : {R"({"roles":["reader"]})", R"({"state":"disabled","roles":["admin"]})"}) {
    ASSERT_EQ(Admin("POST", "/admin/users/ada", change).status, 200);
    EXPECT_FALSE(Open(checked).value().has_value()) << change;
  }
  ASSERT_EQ(Admin("POST", "/admin/users/ada", R"({"state":"active"})").status, 200);
  EXPECT_TRUE(Open(checked).value().has_value());
  ASSERT_EQ(Admin("POST", "/admin/users/ada", R"({"password":"Copper7 willow, nine bridges"})").status, 200);
  EXPECT_FALSE(Open(checked).value().has_value());
  EXPECT_TRUE(Live().empty());
}

// A second factor that was set up while the password was checked: by password alone nothing opens any more.
TEST_F(SessionBookTest, A9_NoSessionByOneFactorWhereTwoAreAskedFor) {
  const store::User checked = *Stored("ada");
  ASSERT_TRUE(database_->Write(
      [&](store::Transaction& transaction) { store::SetUserTotp(transaction, checked.id, "sealed", 1, now_.wall); }));
  EXPECT_FALSE(Open(checked).value().has_value());
  EXPECT_TRUE(book_.Open(checked, jose::kTwoFactors, *base::IpAddress::Parse("2001:db8::1"), now_.wall).value());
}

TEST_F(SessionBookTest, A9_ExpiredRowsAreForgotten) {
  (void)Open(*Stored("ada"));
  book_.Tick(now_);
  Wait(minutes(100));
  book_.Tick(now_);
  const auto rows = database_->Read([&](store::Transaction& transaction) {
    return (store::FindSession(transaction, "anything").has_value() ? 1 : 0) +
           store::EndedSessions(transaction, base::Wall{}).size() +
           store::LiveSessions(transaction, base::Wall{}).size();
  });
  EXPECT_EQ(rows.value(), 0U);
}

// The daemon looks each second whether there are orders: also while one is just being given.
TEST_F(SessionBookTest, A9_NoOrderToDisableIsLostBetweenTwoLooks) {
  std::vector<std::string> disabled;
  const auto disable = [&](const std::string& name) -> base::Result<> {
    disabled.push_back(name);
    return {};
  };
  link_.before_entry = [&] {
    std::thread([&] { EXPECT_TRUE(book_.SettleDisabled(now_.wall, disable).has_value()); }).join();
  };
  ASSERT_TRUE(book_.DisableAtGate("ada", now_.wall).has_value());
  EXPECT_THAT(disabled, ::testing::IsEmpty());
  link_.before_entry = {};
  ASSERT_TRUE(book_.SettleDisabled(now_.wall, disable).has_value());
  EXPECT_THAT(disabled, ::testing::ElementsAre("ada"));
}

// The gate has one entry for all sessions of an account: ending them once more must not replace the order.
TEST_F(SessionBookTest, A9_AnOrderToDisableStaysUntilItIsExecuted) {
  ASSERT_TRUE(book_.DisableAtGate("ada", now_.wall).has_value());
  const base::Wall later = now_.wall + minutes(1);
  const auto try_in_vain = [&](const std::string& name) -> base::Result<> {
    (void)book_.EndAtGate(name, "", "", "account disabled", later);
    return base::Fail("the database fails");
  };
  EXPECT_FALSE(book_.SettleDisabled(later, try_in_vain).has_value());
  ASSERT_TRUE(book_.EndAtGate("ada", "", "", "logged out", later).has_value());
  EXPECT_EQ(link_.revoked["ada"].expires, std::nullopt);

  std::vector<std::string> disabled;
  const auto disable = [&](const std::string& name) -> base::Result<> {
    disabled.push_back(name);
    return {};
  };
  ASSERT_TRUE(book_.SettleDisabled(later, disable).has_value());
  EXPECT_THAT(disabled, ::testing::ElementsAre("ada"));
  EXPECT_EQ(link_.revoked["ada"].issued_before, later) << "sessions that were opened meanwhile end, too";
  EXPECT_NE(link_.revoked["ada"].expires, std::nullopt);
}

}  // namespace
}  // namespace gatehouse::people
