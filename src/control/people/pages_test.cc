#include "control/people/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "base/html.h"

namespace gatehouse::people {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kEvil = "\"'><script>alert(1)</script>&";

// One of every page, with something hostile wherever something of somebody else's may stand.
std::vector<service::HttpResponse> EveryPage(const std::string& text) {
  return {
      Show(LoginPage{.name = text, .next = "/" + text, .notice = text, .error = text}, 403),
      Show(LoginPage{}),
      Show(CodePage{.ticket = text, .error = text}),
      Show(PasswordPage{.name = text, .error = text, .broken = {}}),
      Show(PasswordPage{.name = text, .error = {}, .broken = {text, text}}),
      Show(AccountPage{.name = text,
                       .roles = {text, text},
                       .sessions = {{.since = text, .until = text, .address = text, .this_one = true}},
                       .has_second_factor = true,
                       .notice = text,
                       .error = text}),
      Show(AccountPage{.name = text}),
      Show(TotpPage{.secret = text, .uri = text, .ticket = text, .error = text}),
      Show(TotpPage{.secret = {}, .uri = {}, .ticket = text, .error = text}),
      Show(MessagePage{.title = text, .text = text, .link = "/", .link_text = text}),
  };
}

TEST(Pages, A9_EverythingIsEscaped) {
  EXPECT_EQ(base::EscapeHtml(kEvil), "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;");
  EXPECT_EQ(base::EscapeHtml(std::string("a\0b", 3)), "ab");
  for (const service::HttpResponse& page : EveryPage(std::string(kEvil))) {
    EXPECT_THAT(page.body, Not(HasSubstr("<script"))) << page.body;
    EXPECT_THAT(page.body, Not(HasSubstr("\"'>")));
  }
}

TEST(Pages, A9_NothingInlineUnderDefaultSrcSelf) {
  for (const service::HttpResponse& page : EveryPage("text")) {
    EXPECT_FALSE(
        std::regex_search(page.body, std::regex("<script|<style|style=|javascript:|\\son[a-z]+=|<img|<iframe")))
        << page.body;
    EXPECT_THAT(page.body, HasSubstr("<link rel=\"stylesheet\" href=\"/_gatehouse/style.css\">"));
    EXPECT_FALSE(std::regex_search(page.body, std::regex("(href|action|src)=\"(https?:)?//")));
  }
}

TEST(Pages, A9_NothingIsStored) {
  for (const service::HttpResponse& page : EveryPage("text")) {
    EXPECT_THAT(page.headers, ::testing::Contains(std::pair<std::string, std::string>("Cache-Control", "no-store")));
    EXPECT_THAT(page.headers,
                ::testing::Contains(std::pair<std::string, std::string>("Content-Type", "text/html; charset=utf-8")));
  }
}

TEST(Pages, EveryFieldHasItsLabelAndEveryPageItsTitleAndLanguage) {
  for (const service::HttpResponse& page : EveryPage("text")) {
    EXPECT_THAT(page.body, HasSubstr("<html lang=\"en\">"));
    EXPECT_THAT(page.body, HasSubstr(" · Gatehouse</title>"));
    EXPECT_THAT(page.body, HasSubstr("<h1>"));
    const std::regex field("<input id=\"([a-z]+)\"");
    for (std::sregex_iterator at(page.body.begin(), page.body.end(), field), end; at != end; ++at) {
      EXPECT_THAT(page.body, HasSubstr("<label for=\"" + (*at)[1].str() + "\">"));
      EXPECT_THAT(page.body, HasSubstr("name=\"" + (*at)[1].str() + "\""));
    }
    // What a field says it is described by is there, once.
    std::set<std::string> ids;
    const std::regex id("\\sid=\"([^\"]+)\"");
    for (std::sregex_iterator at(page.body.begin(), page.body.end(), id), end; at != end; ++at) {
      EXPECT_TRUE(ids.insert((*at)[1].str()).second) << (*at)[1].str();
    }
    const std::regex described("aria-describedby=\"([^\"]+)\"");
    for (std::sregex_iterator at(page.body.begin(), page.body.end(), described), end; at != end; ++at) {
      std::istringstream words((*at)[1].str());
      for (std::string word; words >> word;) EXPECT_TRUE(ids.contains(word)) << word;
    }
  }
}

TEST(Pages, PasswordManagersKnowWhatTheFieldsAre) {
  const std::string login = Show(LoginPage{}).body;
  EXPECT_THAT(login, HasSubstr("autocomplete=\"username\""));
  EXPECT_THAT(login, HasSubstr("autocomplete=\"current-password\""));
  EXPECT_THAT(Show(CodePage{}).body, HasSubstr("autocomplete=\"one-time-code\""));
  EXPECT_THAT(Show(PasswordPage{}).body, HasSubstr("autocomplete=\"new-password\""));
}

TEST(Pages, ErrorsAreAnnounced) {
  const std::string page = Show(LoginPage{.error = "Wrong name or password"}, 403).body;
  EXPECT_THAT(page, HasSubstr("role=\"alert\" id=\"error\">Wrong name or password</p>"));
  EXPECT_THAT(page, HasSubstr("aria-invalid=\"true\" aria-describedby=\"error\""));
  EXPECT_THAT(Show(LoginPage{}).body, Not(HasSubstr("aria-invalid")));
}

TEST(Pages, A9_ANextOfAnotherHostIsDropped) {
  EXPECT_THAT(Show(LoginPage{.next = "//evil.example"}).body, Not(HasSubstr("evil")));
  EXPECT_THAT(Show(LoginPage{.next = "/app"}).body, HasSubstr("name=\"next\" value=\"/app\""));
}

TEST(Pages, TheStyleSheet) {
  const service::HttpResponse style = ShowStyle();
  EXPECT_THAT(style.body, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(style.body, Not(HasSubstr("url(")));
  EXPECT_THAT(style.body, Not(HasSubstr("@import")));
}

}  // namespace
}  // namespace gatehouse::people
