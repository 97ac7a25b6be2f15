// The second step of a login: codes, tickets, and what must have a second factor.
#include <gmock/gmock.h>

#include <regex>

#include "control/people/login.h"
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

class SecondFactorTest : public testing::PeopleTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start().has_value());
    AddUserNamed("ada", kPassword);
  }
  // Sets up the second factor as a person would, and returns its secret.
  std::string SetUpTotp(Browser& browser) {
    const service::HttpResponse shown =
        Send(browser, "POST", "/_gatehouse/account", {{"action", "totp-begin"}, {"password", std::string(kPassword)}});
    const std::string ticket = HiddenOf(shown, "ticket");
    const std::string id = Stored("ada")->id;
    const auto secret = TotpTickets(sealer_).Read(id, ticket, now_.wall);
    EXPECT_TRUE(secret.has_value()) << shown.body;
    std::string text(secret->Reveal());
    const service::HttpResponse confirmed =
        Send(browser, "POST", "/_gatehouse/account",
             {{"action", "totp-confirm"}, {"ticket", ticket}, {"code", TotpCode(text, TotpStepAt(now_.wall))}});
    EXPECT_EQ(confirmed.status, 303) << confirmed.body;
    return text;
  }
  static std::string Base32Decoded(std::string_view text) {
    std::string bytes;
    uint32_t buffer = 0;
    unsigned bits = 0;
    for (const char c : text) {
      buffer = buffer << 5U | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      bits += 5;
      if (bits < 8) continue;
      bits -= 8;
      bytes += static_cast<char>((buffer >> bits) & 0xFFU);
    }
    return bytes;
  }
  std::string CodeNow(const std::string& secret) const { return TotpCode(secret, TotpStepAt(now_.wall)); }
};

TEST_F(SecondFactorTest, A9_SecondFactor) {
  Browser setting_up;
  LogIn(setting_up, "ada");
  const std::string secret = SetUpTotp(setting_up);

  Wait(minutes(2));
  Browser browser;
  const service::HttpResponse asked = LogIn(browser, "ada", kPassword, "/app");
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(browser.cookie, "");  // a password alone opens nothing
  const service::HttpResponse entered = Send(browser, "POST", "/_gatehouse/second-factor",
                                             {{"ticket", HiddenOf(asked, "ticket")}, {"code", CodeNow(secret)}});
  EXPECT_EQ(entered.status, 303);
  EXPECT_EQ(HeaderOf(entered, "Location"), "/app");
  EXPECT_EQ(Proven(browser.cookie).value().Claim("acr"), jose::kTwoFactors);
}

TEST_F(SecondFactorTest, A9_CodesAndTicketsAreGoodOnce) {
  Browser setting_up;
  LogIn(setting_up, "ada");
  const std::string secret = SetUpTotp(setting_up);
  const auto ticket = [&] {
    Browser browser;
    return HiddenOf(LogIn(browser, "ada"), "ticket");
  };
  const auto submit = [&](const std::string& with, const std::string& code) {
    Browser browser;
    return Send(browser, "POST", "/_gatehouse/second-factor", {{"ticket", with}, {"code", code}});
  };
  // The code that confirmed the setup was used by it.
  const service::HttpResponse reused = submit(ticket(), CodeNow(secret));
  EXPECT_EQ(reused.status, 403);
  EXPECT_THAT(reused.body, HasSubstr("was used before"));

  Wait(minutes(1));
  const std::string first = ticket();
  const std::string second = ticket();
  EXPECT_EQ(submit(first, CodeNow(secret)).status, 303);
  EXPECT_EQ(submit(second, CodeNow(secret)).status, 403);  // another ticket, the same code
  Wait(seconds(30));
  EXPECT_EQ(submit(first, CodeNow(secret)).status, 403);  // the same ticket, another code
}

TEST_F(SecondFactorTest, A9_AWrongCodeCostsTheTicketButNotTheLogin) {
  Browser setting_up;
  LogIn(setting_up, "ada");
  const std::string secret = SetUpTotp(setting_up);
  Wait(minutes(1));
  Browser browser;
  const service::HttpResponse asked = LogIn(browser, "ada");
  const service::HttpResponse wrong =
      Send(browser, "POST", "/_gatehouse/second-factor", {{"ticket", HiddenOf(asked, "ticket")}, {"code", "000000"}});
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, HasSubstr("role=\"alert\""));
  EXPECT_NE(HiddenOf(wrong, "ticket"), HiddenOf(asked, "ticket"));
  const service::HttpResponse right = Send(browser, "POST", "/_gatehouse/second-factor",
                                           {{"ticket", HiddenOf(wrong, "ticket")}, {"code", CodeNow(secret)}});
  EXPECT_EQ(right.status, 303);
}

TEST_F(SecondFactorTest, A9_FiveMinutesForTheCodeHoweverManyAreWrong) {
  Browser setting_up;
  LogIn(setting_up, "ada");
  const std::string secret = SetUpTotp(setting_up);
  Wait(minutes(1));
  Browser browser;
  service::HttpResponse page = LogIn(browser, "ada");
  for (int i = 0; i < 4; ++i) {
    Wait(seconds(70));
    page =
        Send(browser, "POST", "/_gatehouse/second-factor", {{"ticket", HiddenOf(page, "ticket")}, {"code", "000000"}});
    EXPECT_EQ(HiddenOf(page, "ticket").empty(), false) << i;
  }
  Wait(seconds(20));
  const service::HttpResponse late = Send(browser, "POST", "/_gatehouse/second-factor",
                                          {{"ticket", HiddenOf(page, "ticket")}, {"code", CodeNow(secret)}});
  EXPECT_EQ(late.status, 403);
  EXPECT_THAT(late.body, HasSubstr("took too long"));
}

TEST_F(SecondFactorTest, A9_CodesAreLimitedByAccount) {
  Browser setting_up;
  LogIn(setting_up, "ada");
  SetUpTotp(setting_up);
  Wait(minutes(1));
  Browser browser;
  service::HttpResponse page = LogIn(browser, "ada");
  for (int i = 0; i < 5; ++i) {
    page =
        Send(browser, "POST", "/_gatehouse/second-factor", {{"ticket", HiddenOf(page, "ticket")}, {"code", "000000"}});
    EXPECT_EQ(page.status, 403) << i;
  }
  page = Send(browser, "POST", "/_gatehouse/second-factor", {{"ticket", HiddenOf(page, "ticket")}, {"code", "000000"}});
  EXPECT_EQ(page.status, 429);
}

TEST_F(SecondFactorTest, A9_ATicketDiesWithThePasswordAndTheAccount) {
  Browser setting_up;
  LogIn(setting_up, "ada");
  const std::string secret = SetUpTotp(setting_up);
  for (const char* change : {R"({"password":"Copper7 willow, nine bridges"})", R"({"state":"disabled"})"}) {
    Wait(minutes(1));
    Browser browser;
    const bool changed = Stored("ada")->password_changed != base::Wall(seconds(1'700'000'000));
    const service::HttpResponse asked = LogIn(browser, "ada", changed ? kOtherPassword : kPassword);
    ASSERT_NE(HiddenOf(asked, "ticket"), "");
    ASSERT_EQ(Admin("POST", "/admin/users/ada", change).status, 200);
    EXPECT_EQ(Send(browser, "POST", "/_gatehouse/second-factor",
                   {{"ticket", HiddenOf(asked, "ticket")}, {"code", CodeNow(secret)}})
                  .status,
              403);
    EXPECT_EQ(browser.cookie, "");
  }
}

TEST_F(SecondFactorTest, A9_WhereASecondFactorIsRequiredNoSessionIsWithoutOne) {
  settings().second_factor_required = true;
  ASSERT_TRUE(Start().has_value());
  Browser browser;
  const service::HttpResponse offered = LogIn(browser, "ada", kPassword, "/app");
  EXPECT_EQ(offered.status, 200);
  EXPECT_EQ(browser.cookie, "");
  EXPECT_TRUE(Live().empty());
  const std::regex link("otpauth://totp/gate.example%3A8443:ada\\?secret=([A-Z2-7]{32})&");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(offered.body, found, link)) << offered.body;
  const std::string secret = Base32Decoded(found[1].str());

  const service::HttpResponse wrong =
      Send(browser, "POST", "/_gatehouse/second-factor", {{"ticket", HiddenOf(offered, "ticket")}, {"code", "000000"}});
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, Not(HasSubstr(found[1].str())));
  EXPECT_FALSE(Stored("ada")->sealed_totp.has_value());

  const service::HttpResponse entered = Send(browser, "POST", "/_gatehouse/second-factor",
                                             {{"ticket", HiddenOf(wrong, "ticket")}, {"code", CodeNow(secret)}});
  EXPECT_EQ(HeaderOf(entered, "Location"), "/app");
  EXPECT_EQ(Proven(browser.cookie).value().Claim("acr"), jose::kTwoFactors);
  EXPECT_TRUE(Stored("ada")->sealed_totp.has_value());
}

TEST_F(SecondFactorTest, A9_AnOfferDoesNotReplaceAFactorThatIsThere) {
  settings().second_factor_required = true;
  ASSERT_TRUE(Start().has_value());
  Browser browser;
  const service::HttpResponse offered = LogIn(browser, "ada");
  (void)database_->Write([&](store::Transaction& transaction) {
    store::SetUserTotp(transaction, store::FindUser(transaction, "ada")->id, "sealed elsewhere", 0, now_.wall);
  });
  EXPECT_EQ(
      Send(browser, "POST", "/_gatehouse/second-factor", {{"ticket", HiddenOf(offered, "ticket")}, {"code", "000000"}})
          .status,
      403);
  EXPECT_EQ(Stored("ada")->sealed_totp, "sealed elsewhere");
}

TEST_F(SecondFactorTest, A9_TheCodePageAloneLeadsToTheLogin) {
  Browser browser;
  const service::HttpResponse response = Send(browser, "GET", "/_gatehouse/second-factor");
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(HeaderOf(response, "Location"), "/_gatehouse/login");
}

}  // namespace
}  // namespace gatehouse::people
