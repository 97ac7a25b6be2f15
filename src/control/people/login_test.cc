#include "control/people/login.h"

#include <gmock/gmock.h>

#include "control/people/testing_people.h"

namespace gatehouse::people {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using testing::kPassword;
using ::testing::Not;

// Of "Old-Horse-Battery-9".
constexpr std::string_view kBcrypt12 = "$2b$12$abcdefghijklmnopqrstuuvMy7QcWha0NB.E9No3J72pvVUup212K";

class LoginTest : public testing::PeopleTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start().has_value());
    AddUserNamed("ada", kPassword, R"(["admin","editor"])");
  }
};

TEST_F(LoginTest, A9_TheCookieIsAsTheRowSays) {
  Browser browser;
  const service::HttpResponse response = LogIn(browser, "ada");
  EXPECT_EQ(response.status, 303);
  const std::string cookie = HeaderOf(response, "Set-Cookie");
  EXPECT_THAT(cookie, ::testing::MatchesRegex("__Host-gatehouse_session=[^;]+; Path=/; Max-Age=1800; Secure; HttpOnly; "
                                              "SameSite=Strict"));
  EXPECT_LT(cookie.size(), 4096U);
  EXPECT_EQ(HeaderOf(response, "Cache-Control"), "no-store");

  const auto principal = Proven(browser.cookie);
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->subject, "ada");
  EXPECT_EQ(principal->issuer, jose::kSessionIssuer);
  EXPECT_THAT(principal->roles, ::testing::ElementsAre("admin", "editor"));
  EXPECT_EQ(principal->Claim("acr"), jose::kOneFactor);
}

TEST_F(LoginTest, A9_ThirtyMinutesWhateverOneDoes) {
  Browser browser;
  LogIn(browser, "ada");
  Wait(minutes(29));
  EXPECT_EQ(Send(browser, "GET", "/_gatehouse/account").status, 200);
  Wait(minutes(1));
  EXPECT_EQ(Send(browser, "GET", "/_gatehouse/account").status, 401);
}

TEST_F(LoginTest, A9_EachLoginHasAnIdOfItsOwnAndEndsTheOneBefore) {
  Browser browser;
  LogIn(browser, "ada");
  const std::string first = browser.cookie;
  Wait(seconds(1));
  LogIn(browser, "ada");
  EXPECT_NE(Proven(browser.cookie).value().token_id, "");
  EXPECT_NE(browser.cookie, first);
  EXPECT_FALSE(Proven(first).has_value());
  EXPECT_TRUE(Proven(browser.cookie).has_value());
  EXPECT_EQ(Live().size(), 1U);
}

TEST_F(LoginTest, A9_AFailedLoginLeavesTheOldSession) {
  Browser browser;
  LogIn(browser, "ada");
  LogIn(browser, "ada", "wrong");
  EXPECT_TRUE(Proven(browser.cookie).has_value());
}

TEST_F(LoginTest, A9_SomebodyElsesCookieIsNotEndedByAForgery) {
  Browser ada;
  LogIn(ada, "ada");
  Browser other{.cookie = ada.cookie.substr(0, ada.cookie.size() - 4) + "AAAA"};
  LogIn(other, "ada");
  EXPECT_TRUE(Proven(ada.cookie).has_value());
}

TEST_F(LoginTest, A10_NamesInAnyCase) {
  Browser browser;
  EXPECT_EQ(LogIn(browser, " ADA ").status, 303);
}

TEST_F(LoginTest, A10_OneAnswerForEverythingThatIsWrong) {
  AddUserNamed("eve");
  ASSERT_EQ(Admin("POST", "/admin/users/eve", R"({"state":"disabled"})").status, 200);
  Browser browser;
  const service::HttpResponse wrong = LogIn(browser, "ada", "wrong");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, HasSubstr("<p class=\"error\" role=\"alert\" id=\"error\">Wrong name or password</p>"));
  EXPECT_EQ(browser.cookie, "");
  const auto body_for = [&](std::string_view name, std::string_view password) {
    std::string body = LogIn(browser, name, password).body;
    const std::string typed = "value=\"" + std::string(name) + "\"";
    const size_t at = body.find(typed);
    return at == std::string::npos ? body : body.replace(at, typed.size(), "value=\"ada\"");
  };
  EXPECT_EQ(body_for("nobody", "wrong"), wrong.body);
  EXPECT_EQ(body_for("no such name!", "wrong"), wrong.body);
  EXPECT_EQ(body_for("eve", kPassword), wrong.body);
  EXPECT_EQ(body_for("ada", ""), wrong.body);
  EXPECT_EQ(Live().size(), 0U);
}

TEST_F(LoginTest, A10_EqualWorkWhetherTheAccountExistsOrNot) {
  AddUserNamed("eve");
  ASSERT_EQ(Admin("POST", "/admin/users/eve", R"({"state":"disabled"})").status, 200);
  const auto work = [&](std::string_view name, std::string_view password) {
    Browser browser;
    const passwords::WorkDone before = passwords::TotalWork();
    LogIn(browser, name, password);
    return passwords::TotalWork().argon2id - before.argon2id;
  };
  const uint64_t one_hash = testing::kCheapHash.memory_bytes * testing::kCheapHash.passes;
  EXPECT_EQ(work("ada", "wrong"), one_hash);
  EXPECT_EQ(work("ada", kPassword), one_hash);
  EXPECT_EQ(work("nobody", "wrong"), one_hash);
  EXPECT_EQ(work("no such name!", "wrong"), one_hash);
  EXPECT_EQ(work("eve", kPassword), one_hash);
  EXPECT_EQ(work("ada", ""), one_hash);
}

TEST_F(LoginTest, A10_OldBcryptIsVerifiedAndHashedAnew) {
  const service::HttpResponse added =
      Admin("POST", "/admin/users", R"({"name":"old","password_hash":")" + std::string(kBcrypt12) + "\"}");
  ASSERT_EQ(added.status, 201) << added.body;
  Browser browser;
  EXPECT_EQ(LogIn(browser, "old", "Old-Horse-Battery-8").status, 403);
  EXPECT_EQ(Stored("old")->password_hash, kBcrypt12);
  EXPECT_EQ(LogIn(browser, "old", "Old-Horse-Battery-9").status, 303);
  EXPECT_THAT(Stored("old")->password_hash, ::testing::StartsWith("$argon2id$v=19$m=8,t=2,p=1$"));
  EXPECT_EQ(Stored("old")->password_changed, now_.wall);  // the password is still the same
  EXPECT_EQ(LogIn(browser, "old", "Old-Horse-Battery-9").status, 303);

  // From then on nobody pays for bcrypt any more.
  part_->Tick(now_);
  const uint64_t before = passwords::TotalWork().bcrypt;
  LogIn(browser, "nobody", "wrong");
  EXPECT_EQ(passwords::TotalWork().bcrypt, before);
}

TEST_F(LoginTest, A10_WeakBcryptIsToldUntilALoginReplacesIt) {
  std::string weak(kBcrypt12);
  weak.replace(4, 2, "05");  // of no password, but of this kind
  const service::HttpResponse added =
      Admin("POST", "/admin/users", R"({"name":"old","password_hash":")" + weak + "\"}");
  EXPECT_EQ(added.status, 201) << added.body;
  EXPECT_THAT(added.body, HasSubstr("bcrypt of cost 5"));
  EXPECT_THAT(Admin("GET", "/admin/users").body, HasSubstr("bcrypt of cost 5"));
  EXPECT_THAT(added.body, ::testing::Not(HasSubstr(weak)));
}

TEST_F(LoginTest, A10_CheaperHashesAreRaisedAtLogin) {
  ASSERT_EQ(
      Admin("POST", "/admin/users",
            R"({"name":"old","password_hash":")" +
                passwords::HashPassword("Old-Horse-Battery-9", {.memory_bytes = 8192, .passes = 1}).value() + "\"}")
          .status,
      201);
  Browser browser;
  EXPECT_EQ(LogIn(browser, "old", "Old-Horse-Battery-9").status, 303);
  EXPECT_THAT(Stored("old")->password_hash, HasSubstr("t=2"));
}

TEST_F(LoginTest, A10_AttemptsByAccountAreLimitedAlsoForThoseThatDoNotExist) {
  for (const char* name : {"ada", "nobody"}) {
    Browser browser;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(LogIn(browser, name, "wrong").status, 403);
    const passwords::WorkDone before = passwords::TotalWork();
    const service::HttpResponse refused = LogIn(browser, name, kPassword);
    EXPECT_EQ(refused.status, 429) << name;
    EXPECT_EQ(HeaderOf(refused, "Retry-After"), "60");
    EXPECT_EQ(passwords::TotalWork(), before);  // nothing to be had by flooding
  }
  Browser browser;
  EXPECT_EQ(LogIn(browser, "ADA").status, 429);  // the same account
  Wait(minutes(1));
  EXPECT_EQ(LogIn(browser, "ada").status, 303);
}

TEST_F(LoginTest, A10_PasswordsAndTypedNamesStayOutOfTheLog) {
  Browser browser;
  LogIn(browser, "hunter2-typed-as-a-name", "hunter2-secret");
  LogIn(browser, "ada", "hunter2-secret");
  LogIn(browser, "ada");
  ASSERT_EQ(link_.events.size(), 4U);  // user_added first
  for (const auto& event : link_.events) {
    EXPECT_THAT(event.principal + event.details, Not(HasSubstr("hunter2")));
    EXPECT_THAT(event.principal + event.details, Not(HasSubstr(std::string(kPassword))));
  }
  EXPECT_EQ(link_.events[1].type, "login_failed");
  EXPECT_EQ(link_.events[1].principal, "");
  EXPECT_EQ(link_.events[2].principal, "ada");
  EXPECT_EQ(link_.events[3].type, "login");
}

TEST_F(LoginTest, A9_NextIsFollowedOnThisHostOnly) {
  Browser browser;
  EXPECT_EQ(HeaderOf(LogIn(browser, "ada", kPassword, "/app/?page=2"), "Location"), "/app/?page=2");
  for (const char* evil : {"//evil.example", "https://evil.example/", "/\\evil.example", "/_gatehouse/login"}) {
    Wait(minutes(5));
    EXPECT_EQ(HeaderOf(LogIn(browser, "ada", kPassword, evil), "Location"), "/_gatehouse/account") << evil;
  }
}

TEST_F(LoginTest, A9_TheFormKeepsNextAndEscapesEverything) {
  Browser browser;
  const service::HttpResponse shown =
      Send(browser, "GET", "/_gatehouse/login", {{"next", "/app?a=1&b=\"><script>"}, {"notice", "<b>"}});
  EXPECT_EQ(HiddenOf(shown, "next"), "/app?a=1&amp;b=&quot;&gt;&lt;script&gt;");
  EXPECT_THAT(shown.body, Not(HasSubstr("<script")));
  EXPECT_THAT(shown.body, Not(HasSubstr("<b>")));
  const service::HttpResponse wrong = LogIn(browser, "\"><img src=x onerror=alert(1)>", "wrong");
  EXPECT_THAT(wrong.body, Not(HasSubstr("<img")));
  EXPECT_EQ(HiddenOf(Send(browser, "GET", "/_gatehouse/login", {{"next", "//evil.example"}}), "next"), "");
}

TEST_F(LoginTest, A9_WhatIsNoForm) {
  service::HttpRequest request{.method = "POST", .path = "/_gatehouse/login"};
  request.headers.emplace_back("content-type", "application/json");
  request.body = R"({"name":"ada"})";
  EXPECT_EQ(Call(request).status, 400);
  Browser browser;
  EXPECT_EQ(Send(browser, "POST", "/_gatehouse/login", {{"name", "ada"}, {"name", "eve"}}).status, 400);
  EXPECT_EQ(Send(browser, "POST", "/_gatehouse/login").status, 403);
}

TEST_F(LoginTest, A9_OneAccountHasOnlySoManySessions) {
  settings().attempts = {*gate::ParseLimit("1000/minute per identity")};
  ASSERT_TRUE(Start().has_value());
  Browser first;
  LogIn(first, "ada");
  for (size_t i = 0; i < kMaxSessionsOfUser; ++i) {
    Wait(seconds(1));
    Browser browser;
    ASSERT_EQ(LogIn(browser, "ada").status, 303);
  }
  EXPECT_EQ(Live().size(), kMaxSessionsOfUser);
  EXPECT_FALSE(Proven(first.cookie).has_value());
}

}  // namespace
}  // namespace gatehouse::people
