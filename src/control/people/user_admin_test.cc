#include "control/people/user_admin.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "control/people/testing_people.h"

namespace gatehouse::people {
namespace {

using ::testing::HasSubstr;
using testing::kOtherPassword;
using testing::kPassword;
using ::testing::Not;

class UserAdminTest : public testing::PeopleTest {
 protected:
  void SetUp() override { ASSERT_TRUE(Start().has_value()); }
};

TEST_F(UserAdminTest, A9_AddListAndLogIn) {
  AddUserNamed("Ada", kPassword, R"(["editor","admin","admin"])");
  const service::HttpResponse list = Admin("GET", "/admin/users");
  EXPECT_EQ(list.body, R"({"users":[{"name":"ada","roles":["admin","editor"],"state":"active","second_factor":false,)"
                       R"("created":"2023-11-14T22:13:20Z","changed":"2023-11-14T22:13:20Z",)"
                       R"("password_changed":"2023-11-14T22:13:20Z"}]})");
  EXPECT_THAT(list.body, Not(HasSubstr("argon2id")));
  Browser browser;
  EXPECT_EQ(LogIn(browser, "ada").status, 303);
}

TEST_F(UserAdminTest, A10_EveryBrokenRuleAtOnce) {
  const service::HttpResponse refused = Admin("POST", "/admin/users", R"({"name":"ada","password":"ada"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(HeaderOf(refused, "Content-Type"), "application/problem+json");
  EXPECT_THAT(refused.body, HasSubstr(R"("broken":["characters","upper","digit","symbol","name","strength"])"));
  EXPECT_THAT(refused.body, HasSubstr("at least 12 characters; "));
  EXPECT_FALSE(Stored("ada").has_value());
}

TEST_F(UserAdminTest, A10_BreachedPasswordsAreRefused) {
  // SHA-1 of kPassword.
  const std::string file = folder_.Write("breached.txt", "2A798907B6D233AD1ECAA5AC9AEFD69C59947B3F:3\n");
  settings().breached_passwords = file;
  ASSERT_TRUE(Start().has_value());
  const auto add = [&](std::string_view password) {
    return Admin("POST", "/admin/users", R"({"name":"ada","password":")" + std::string(password) + "\"}");
  };
  EXPECT_THAT(add(kPassword).body, HasSubstr(R"("broken":["breached"])"));
  EXPECT_EQ(add(kOtherPassword).status, 201);
  // A list that is gone is not a list without breaches.
  std::filesystem::remove(file);
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"password":"river-Otter8 brass lantern"})").status, 500);
}

TEST_F(UserAdminTest, A9_WhatCannotBeAUser) {
  AddUserNamed("ada");
  const std::string password = R"(,"password":"river-Otter8 brass lantern")";
  const std::pair<std::string, int> bad[] = {
      {"", 400},
      {"[]", 400},
      {R"({"name":"x","shoe_size":"42"})", 400},
      {R"({"name":"x","roles":[1]})", 400},
      {R"({"name":7)" + password + "}", 400},
      {R"({"name":"x","name":"y"})", 400},
      {R"({"name":"two words")" + password + "}", 422},
      {R"({"name":"")" + password + "}", 422},
      {R"({"name":"x","roles":"admin")" + password + "}", 400},
      {R"({"name":"x","roles":["two words"])" + password + "}", 422},
      {R"({"name":"x"})", 422},
      {R"({"name":"x","password_hash":"plain"})", 422},
      {R"({"name":"x","password_hash":"$2b$03$abcdefghijklmnopqrstuuDZQezaiVo8Tt4yB4DjA6D3pVYJUuOci"})", 422},
      {R"({"name":"x","password_hash":"$argon2id$")" + password + "}", 422},
      {R"({"name":"ADA")" + password + "}", 409},
  };
  for (const auto& [body, status] : bad) {
    const service::HttpResponse refused = Admin("POST", "/admin/users", body);
    EXPECT_EQ(refused.status, status) << body << refused.body;
    EXPECT_THAT(refused.body, Not(HasSubstr(std::string(kPassword))));
  }
  std::string roles;
  for (int i = 0; i < 33; ++i) roles += (i == 0 ? "\"r" : ",\"r") + std::to_string(i) + "\"";
  EXPECT_EQ(Admin("POST", "/admin/users", R"({"name":"x","roles":[)" + roles + "]" + password + "}").status, 422);
  EXPECT_THAT(Admin("GET", "/admin/users").body, Not(HasSubstr(R"("name":"x")")));
}

TEST_F(UserAdminTest, A9_DisablingEndsSessionsAndKeepsOut) {
  AddUserNamed("ada");
  Browser browser;
  LogIn(browser, "ada");
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"state":"disabled"})").status, 200);
  EXPECT_FALSE(Proven(browser.cookie).has_value());
  EXPECT_EQ(LogIn(browser, "ada").status, 403);
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"state":"active"})").status, 200);
  EXPECT_EQ(LogIn(browser, "ada").status, 303);
}

TEST_F(UserAdminTest, A13_NewRolesNeedANewSession) {
  AddUserNamed("ada", kPassword, R"(["admin"])");
  Browser browser;
  LogIn(browser, "ada");
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"roles":["reader"]})").status, 200);
  EXPECT_FALSE(Proven(browser.cookie).has_value());
  LogIn(browser, "ada");
  EXPECT_THAT(Proven(browser.cookie).value().roles, ::testing::ElementsAre("reader"));
}

TEST_F(UserAdminTest, A10_SettingThePasswordEndsSessions) {
  AddUserNamed("ada");
  Browser browser;
  LogIn(browser, "ada");
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"password":"short"})").status, 422);
  EXPECT_TRUE(Proven(browser.cookie).has_value());
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"password":"Copper7 willow, nine bridges"})").status, 200);
  EXPECT_FALSE(Proven(browser.cookie).has_value());
  EXPECT_EQ(LogIn(browser, "ada", kOtherPassword).status, 303);
}

TEST_F(UserAdminTest, A9_UnknownUsersAndWords) {
  AddUserNamed("ada");
  EXPECT_EQ(Admin("POST", "/admin/users/nobody", R"({"state":"disabled"})").status, 404);
  EXPECT_EQ(Admin("POST", "/admin/users/", R"({"state":"disabled"})").status, 404);
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"state":"asleep"})").status, 422);
  EXPECT_EQ(Admin("DELETE", "/admin/users/nobody/second-factor").status, 404);
  EXPECT_EQ(Admin("DELETE", "/admin/users/ada/second-factor").status, 409);
  EXPECT_EQ(Admin("DELETE", "/admin/users/nobody/sessions").status, 404);
}

TEST_F(UserAdminTest, A9_SessionsAreListedAndEnded) {
  AddUserNamed("ada");
  AddUserNamed("eve");
  Browser ada;
  Browser eve;
  LogIn(ada, "ada");
  LogIn(eve, "eve");
  const service::HttpResponse list = Admin("GET", "/admin/sessions");
  EXPECT_THAT(list.body, HasSubstr(R"("user":"ada","created":"2023-11-14T22:13:20Z","expires":"2023-11-14T22:43:20Z",)"
                                   R"("address":"192.0.2.7","acr":"pwd")"));
  EXPECT_THAT(list.body, Not(HasSubstr(ada.cookie)));
  EXPECT_EQ(Admin("DELETE", "/admin/users/ada/sessions").body, R"({"user":"ada","ended":1})");
  EXPECT_FALSE(Proven(ada.cookie).has_value());
  EXPECT_TRUE(Proven(eve.cookie).has_value());
}

TEST_F(UserAdminTest, A9_ALostPhoneIsReset) {
  AddUserNamed("ada");
  (void)database_->Write([&](store::Transaction& transaction) {
    store::SetUserTotp(transaction, store::FindUser(transaction, "ada")->id, "sealed", 5, now_.wall);
  });
  EXPECT_EQ(Admin("DELETE", "/admin/users/ada/second-factor").status, 200);
  EXPECT_FALSE(Stored("ada")->sealed_totp.has_value());
  Browser browser;
  EXPECT_EQ(LogIn(browser, "ada").status, 303);
}

TEST_F(UserAdminTest, A10_OnlyHashesAreKept) {
  AddUserNamed("ada");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_THAT(base::ReadFile(entry.path()).value(), Not(HasSubstr(std::string(kPassword)))) << entry.path();
  }
}

}  // namespace
}  // namespace gatehouse::people
