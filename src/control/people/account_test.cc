#include "control/people/account.h"

#include <gmock/gmock.h>

#include "base/html.h"
#include "control/people/pages.h"
#include "control/people/testing_people.h"
#include "control/people/totp.h"

namespace gatehouse::people {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using testing::kOtherPassword;
using testing::kPassword;
using ::testing::Not;

class AccountTest : public testing::PeopleTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start().has_value());
    AddUserNamed("ada", kPassword, R"(["admin"])");
    ASSERT_EQ(LogIn(browser_, "ada").status, 303);
    ASSERT_EQ(LogIn(elsewhere_, "ada").status, 303);
  }
  service::HttpResponse ChangePassword(std::string_view old, std::string_view wanted, std::string_view again) {
    return Send(browser_, "POST", "/_gatehouse/password",
                {{"password", std::string(old)}, {"new", std::string(wanted)}, {"again", std::string(again)}});
  }
  service::HttpResponse Act(std::string action, std::string password, std::string code = {}, std::string ticket = {}) {
    return Send(browser_, "POST", "/_gatehouse/account",
                {{"action", std::move(action)},
                 {"password", std::move(password)},
                 {"code", std::move(code)},
                 {"ticket", std::move(ticket)}});
  }
  std::string SecretOf(const service::HttpResponse& shown) {
    return std::string(
        TotpTickets(sealer_).Read(Stored("ada")->id, HiddenOf(shown, "ticket"), now_.wall).value().Reveal());
  }
  std::string CodeNow(const std::string& secret) const { return TotpCode(secret, TotpStepAt(now_.wall)); }

  Browser browser_;
  Browser elsewhere_;
};

TEST_F(AccountTest, A9_LogoutEndsItEverywhereAtOnce) {
  const std::string cookie = browser_.cookie;
  const service::HttpResponse out = Send(browser_, "POST", "/_gatehouse/logout");
  EXPECT_EQ(out.status, 303);
  EXPECT_EQ(HeaderOf(out, "Location"), "/_gatehouse/login?notice=logged-out");
  EXPECT_EQ(HeaderOf(out, "Set-Cookie"),
            "__Host-gatehouse_session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
  EXPECT_FALSE(Proven(cookie).has_value());
  EXPECT_FALSE(Proven(elsewhere_.cookie).has_value());
  EXPECT_TRUE(Live().empty());
  // The gate keeps the word as long as the token could live, and no longer.
  for (const auto& [id, revocation] : link_.revoked) {
    EXPECT_EQ(revocation.what, state::Revoked::kTokenId);
    EXPECT_EQ(revocation.issuer, jose::kSessionIssuer);
    EXPECT_EQ(revocation.expires, now_.wall + minutes(30));
  }
}

// Anything that reaches the daemon's socket can write the gate's headers; only a login makes the cookie.
TEST_F(AccountTest, A9_TheIdentityHeadersAloneAreNobody) {
  const auto ada = Proven(browser_.cookie);
  AddUserNamed("eve");
  Browser eve;
  LogIn(eve, "eve");
  const auto cookie = [](const std::string& value) { return std::string(jose::kSessionCookie) + "=" + value; };
  struct Try {
    std::string what;
    std::string subject;
    std::string token_id;
    std::string cookie;
  };
  const std::vector<Try> tries = {
      {"headers and no cookie", ada->subject, ada->token_id, ""},
      {"headers and another's cookie", ada->subject, ada->token_id, cookie(eve.cookie)},
      {"another's session id", ada->subject, Proven(eve.cookie)->token_id, cookie(browser_.cookie)},
      {"headers and a cookie that is not signed by us", ada->subject, ada->token_id, cookie("e30.e30.AAAA")},
      {"two cookies", ada->subject, ada->token_id, cookie(browser_.cookie) + "; " + cookie(eve.cookie)},
      {"a cookie that the gate let pass as nobody's", "", "", cookie(browser_.cookie)},
  };
  const size_t live = Live().size();
  for (const Try& attempt : tries) {
    for (const auto& [method, path] : {std::pair{"GET", "/_gatehouse/account"},
                                       {"POST", "/_gatehouse/account"},
                                       {"GET", "/_gatehouse/password"},
                                       {"POST", "/_gatehouse/password"},
                                       {"POST", "/_gatehouse/logout"}}) {
      service::HttpRequest request{.method = method, .path = path};
      request.subject = attempt.subject;
      request.token_id = attempt.token_id;
      if (!attempt.cookie.empty()) request.headers.emplace_back("cookie", attempt.cookie);
      const service::HttpResponse answer = Call(std::move(request));
      EXPECT_EQ(answer.status, 303) << attempt.what << ": " << method << ' ' << path;
      EXPECT_EQ(HeaderOf(answer, "Location"), "/_gatehouse/login") << attempt.what << ": " << method << ' ' << path;
    }
  }
  EXPECT_EQ(Live().size(), live);
  EXPECT_EQ(Send(browser_, "GET", "/_gatehouse/account").status, 200);
}

TEST_F(AccountTest, A9_OthersStayLoggedIn) {
  AddUserNamed("eve");
  Browser eve;
  LogIn(eve, "eve");
  Send(browser_, "POST", "/_gatehouse/logout");
  EXPECT_TRUE(Proven(eve.cookie).has_value());
}

TEST_F(AccountTest, A9_AnEndedSessionStaysDeadWhenTheGateForgets) {
  const std::string cookie = browser_.cookie;
  Send(browser_, "POST", "/_gatehouse/logout");
  link_.revoked.clear();
  EXPECT_TRUE(Proven(cookie).has_value());
  ASSERT_TRUE(Start().has_value());
  EXPECT_FALSE(Proven(cookie).has_value());
  // And the daemon itself does not believe it either way.
  link_.revoked.clear();
  const Browser stolen{.cookie = cookie};
  Browser copy = stolen;
  EXPECT_EQ(Send(copy, "GET", "/_gatehouse/account").status, 303);
}

TEST_F(AccountTest, A9_WhatTheGateCouldNotBeToldIsToldLater) {
  const std::string cookie = browser_.cookie;
  link_.table_full = true;
  EXPECT_EQ(Send(browser_, "POST", "/_gatehouse/logout").status, 500);
  EXPECT_TRUE(Proven(cookie).has_value());
  link_.table_full = false;
  Wait(seconds(1));
  part_->Tick(now_);
  EXPECT_FALSE(Proven(cookie).has_value());
}

TEST_F(AccountTest, A9_SuccessIsSaidOnlyWhenTheGateKnows) {
  const std::string cookie = browser_.cookie;
  link_.table_full = true;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"state":"disabled"})").status, 500);
    EXPECT_EQ(Admin("DELETE", "/admin/users/ada/sessions").status, 500);
  }
  ASSERT_TRUE(Start().has_value()) << "a full table stops no start";
  EXPECT_TRUE(Proven(cookie).has_value());
  link_.table_full = false;
  Wait(seconds(1));
  part_->Tick(now_);
  EXPECT_FALSE(Proven(cookie).has_value());
  EXPECT_EQ(Admin("POST", "/admin/users/ada", R"({"state":"disabled"})").status, 200);
}

TEST_F(AccountTest, A10_ChangingThePasswordEndsEverySession) {
  EXPECT_EQ(Send(browser_, "GET", "/_gatehouse/password").status, 200);
  const std::string cookie = browser_.cookie;
  Wait(seconds(1));
  const service::HttpResponse changed = ChangePassword(kPassword, kOtherPassword, kOtherPassword);
  EXPECT_EQ(changed.status, 303) << changed.body;
  EXPECT_EQ(HeaderOf(changed, "Location"), "/_gatehouse/login?notice=password-changed");
  EXPECT_FALSE(Proven(cookie).has_value());
  EXPECT_FALSE(Proven(elsewhere_.cookie).has_value());
  EXPECT_EQ(LogIn(browser_, "ada", kPassword).status, 403);
  EXPECT_EQ(LogIn(browser_, "ada", kOtherPassword).status, 303);
}

TEST_F(AccountTest, A10_TheOldPasswordIsNeededAndCounted) {
  const service::HttpResponse wrong = ChangePassword("not it", kOtherPassword, kOtherPassword);
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, HasSubstr("That is not your password"));
  EXPECT_TRUE(Proven(browser_.cookie).has_value());
  for (int i = 0; i < 4; ++i) ChangePassword("not it", kOtherPassword, kOtherPassword);
  EXPECT_EQ(ChangePassword(kPassword, kOtherPassword, kOtherPassword).status, 429);
  EXPECT_TRUE(passwords::VerifyPassword(kPassword, Stored("ada")->password_hash).matches);
}

TEST_F(AccountTest, A10_GuessingAtTheLoginKeepsNobodyOutWhoIsIn) {
  Browser guesser;
  for (int i = 0; i < 5; ++i) LogIn(guesser, "ada", "wrong");
  EXPECT_EQ(LogIn(guesser, "ada").status, 429);
  EXPECT_EQ(ChangePassword(kPassword, kOtherPassword, kOtherPassword).status, 303);
}

TEST_F(AccountTest, A10_EveryBrokenRuleIsNamedAtOnce) {
  const service::HttpResponse weak = ChangePassword(kPassword, "ada", "ada");
  EXPECT_EQ(weak.status, 422);
  for (const passwords::Rule rule : {passwords::Rule::kCharacters, passwords::Rule::kUpper, passwords::Rule::kDigit,
                                     passwords::Rule::kSymbol, passwords::Rule::kName, passwords::Rule::kStrength}) {
    EXPECT_THAT(weak.body, HasSubstr("<li>" + base::EscapeHtml(passwords::Sentence(rule)))) << passwords::Name(rule);
  }
  EXPECT_THAT(ChangePassword(kPassword, kPassword, kPassword).body, HasSubstr("to differ from the old one"));
  EXPECT_THAT(ChangePassword(kPassword, kOtherPassword, "something else").body, HasSubstr("not the same"));
  EXPECT_TRUE(Proven(browser_.cookie).has_value());
}

TEST_F(AccountTest, A9_AccountPage) {
  const service::HttpResponse page = Send(browser_, "GET", "/_gatehouse/account");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<dd>ada</dd>"));
  EXPECT_THAT(page.body, HasSubstr("<dd>admin</dd>"));
  EXPECT_THAT(page.body, HasSubstr("2023-11-14 22:13 UTC from 192.0.2.7, until 2023-11-14 22:43 UTC "
                                   "<strong>(this one)</strong>"));
  EXPECT_EQ(HeaderOf(page, "Cache-Control"), "no-store");
}

TEST_F(AccountTest, A9_SettingUpTheSecondFactor) {
  const std::string old_cookie = browser_.cookie;
  const service::HttpResponse shown = Act("totp-begin", std::string(kPassword));
  ASSERT_EQ(shown.status, 200);
  const std::string secret = SecretOf(shown);
  EXPECT_THAT(shown.body, HasSubstr("otpauth://totp/gate.example%3A8443:ada?secret=" + Base32(secret)));
  EXPECT_FALSE(Stored("ada")->sealed_totp.has_value());  // nothing holds before the code

  const service::HttpResponse wrong = Act("totp-confirm", {}, "000000", HiddenOf(shown, "ticket"));
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, Not(HasSubstr(Base32(secret))));  // shown once

  const service::HttpResponse confirmed = Act("totp-confirm", {}, CodeNow(secret), HiddenOf(wrong, "ticket"));
  EXPECT_EQ(confirmed.status, 303);
  const std::string sealed = Stored("ada")->sealed_totp.value();
  EXPECT_THAT(sealed, Not(HasSubstr(secret)));
  EXPECT_THAT(sealed, Not(HasSubstr(Base32(secret))));
  // Every session ended; this browser has a new one, with both factors.
  EXPECT_FALSE(Proven(old_cookie).has_value());
  EXPECT_FALSE(Proven(elsewhere_.cookie).has_value());
  EXPECT_EQ(Proven(browser_.cookie).value().Claim("acr"), jose::kTwoFactors);
  EXPECT_EQ(Act("totp-begin", std::string(kPassword)).status, 409);
}

TEST_F(AccountTest, A9_RemovingTheSecondFactorTakesBoth) {
  const service::HttpResponse shown = Act("totp-begin", std::string(kPassword));
  const std::string secret = SecretOf(shown);
  ASSERT_EQ(Act("totp-confirm", {}, CodeNow(secret), HiddenOf(shown, "ticket")).status, 303);
  Wait(minutes(1));
  EXPECT_EQ(Act("totp-remove", "wrong", CodeNow(secret)).status, 403);
  EXPECT_EQ(Act("totp-remove", std::string(kPassword), "000000").status, 403);
  EXPECT_TRUE(Stored("ada")->sealed_totp.has_value());
  EXPECT_EQ(Act("totp-remove", std::string(kPassword), CodeNow(secret)).status, 303);
  EXPECT_FALSE(Stored("ada")->sealed_totp.has_value());
  EXPECT_EQ(Proven(browser_.cookie).value().Claim("acr"), jose::kOneFactor);
  EXPECT_EQ(Act("totp-remove", std::string(kPassword), "000000").status, 409);
}

TEST_F(AccountTest, A9_ARequiredSecondFactorStays) {
  settings().second_factor_required = true;
  ASSERT_TRUE(Start().has_value());
  const service::HttpResponse shown = Act("totp-begin", std::string(kPassword));
  const std::string secret = SecretOf(shown);
  ASSERT_EQ(Act("totp-confirm", {}, CodeNow(secret), HiddenOf(shown, "ticket")).status, 303);
  Wait(minutes(1));
  EXPECT_EQ(Act("totp-remove", std::string(kPassword), CodeNow(secret)).status, 403);
  EXPECT_THAT(Send(browser_, "GET", "/_gatehouse/account").body, Not(HasSubstr("totp-remove")));
}

TEST_F(AccountTest, A9_SettingUpNeedsThePasswordAndItsTime) {
  EXPECT_EQ(Act("totp-begin", "wrong").status, 403);
  const service::HttpResponse shown = Act("totp-begin", std::string(kPassword));
  const std::string secret = SecretOf(shown);
  Wait(kTicketLife);
  EXPECT_EQ(Act("totp-confirm", {}, CodeNow(secret), HiddenOf(shown, "ticket")).status, 403);
  EXPECT_EQ(Act("totp-confirm", {}, "000000", "nonsense").status, 403);
  EXPECT_EQ(Act("something else", {}).status, 400);
}

TEST_F(AccountTest, A9_AWrongSealIsNotAWrongCode) {
  (void)database_->Write([&](store::Transaction& transaction) {
    store::SetUserTotp(transaction, Stored("ada")->id, "not sealed by us", 0, now_.wall);
  });
  EXPECT_EQ(Act("totp-remove", std::string(kPassword), "000000").status, 500);
  EXPECT_THAT(link_.events.back().details, HasSubstr("key_encryption"));
}

}  // namespace
}  // namespace gatehouse::people
