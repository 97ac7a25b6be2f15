#include "control/service/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::service {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

HttpRequest FormRequest(std::string body, std::string type = "application/x-www-form-urlencoded") {
  HttpRequest request;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

TEST(Form, B2_ReadsWhatBrowsersAndClientsSend) {
  const auto form = ReadForm(FormRequest("grant_type=client_credentials&name=J%C3%BCrgen+B&empty=&bare"));
  ASSERT_TRUE(form);
  const auto is = [](std::string_view value) {
    return testing::Property(&base::SecretString::Reveal, testing::Eq(value));
  };
  EXPECT_THAT(*form, UnorderedElementsAre(Pair("grant_type", is("client_credentials")), Pair("name", is("Jürgen B")),
                                          Pair("empty", is("")), Pair("bare", is(""))));
  EXPECT_TRUE(ReadForm(FormRequest("a=1", "Application/X-WWW-Form-URLencoded; charset=utf-8")));
  EXPECT_TRUE(ReadForm(FormRequest(""))->empty());
}

TEST(Form, B4_AFieldThatWasTakenIsInTheFormNoMore) {
  auto form = ReadForm(FormRequest("password=s3cr%65t+word&name=ada"));
  ASSERT_TRUE(form);
  EXPECT_EQ(FieldOf(*form, "name"), "ada");
  EXPECT_EQ(FieldOf(*form, "other"), "");
  EXPECT_EQ(TakeField(*form, "password").Reveal(), "s3cret word");
  EXPECT_EQ(FieldOf(*form, "password"), "");
  EXPECT_TRUE(TakeField(*form, "other").empty());
}

TEST(Form, B2_RefusesWhatTwoReadersCouldReadDifferently) {
  EXPECT_FALSE(ReadForm(FormRequest("a=1&a=2")));
  EXPECT_FALSE(ReadForm(FormRequest("a=%zz")));
  EXPECT_FALSE(ReadForm(FormRequest("a=%ff")));
  EXPECT_FALSE(ReadForm(FormRequest("a=1", "application/json")));
  EXPECT_FALSE(ReadForm(FormRequest("a=1", "")));
}

TEST(Form, ManyFieldsAreBounded) {
  std::string body;
  for (size_t i = 0; i < kMaxFormFields; ++i) body += "f" + std::to_string(i) + "=1&";
  EXPECT_TRUE(ReadForm(FormRequest(body)));
  EXPECT_FALSE(ReadForm(FormRequest(body + "one_more=1")));
}

TEST(Pairs, MayRepeatAName) {
  const auto pairs = DecodePairs("a=1&&a=2");
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->size(), 2U);
}

TEST(Response, A9_RedirectsStayOnThisHost) {
  const auto location = [](std::string_view path) { return SeeOther(path).headers.front().second; };
  EXPECT_EQ(location("/app?x=1"), "/app?x=1");
  for (const std::string_view away : {"//evil.example", "https://evil.example", "/\\evil", "/a\r\nSet-Cookie: x=1", ""})
    EXPECT_EQ(location(away), "/") << away;
}

TEST(Response, ProblemsAreProblemJson) {
  const HttpResponse response = ProblemResponse(404, "no \"such\" droplet");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.front().second, "application/problem+json");
  EXPECT_EQ(response.body, R"({"type":"about:blank","title":"Not Found","status":404,"detail":"no \"such\" droplet"})");
}

TEST(Request, HeadersAreFoundByLowerCaseName) {
  EXPECT_EQ(FormRequest("", "x").Header("content-type"), "x");
  EXPECT_EQ(FormRequest("").Header("accept"), "");
}

TEST(Http, APatternHasOneSegmentThatMayBeAny) {
  EXPECT_EQ(MatchPath("/items", "/items"), "");
  EXPECT_EQ(MatchPath("/items/", "/items/14"), "14");
  EXPECT_EQ(MatchPath("/items/*", "/items/a%2Fb"), "a/b");
  EXPECT_EQ(MatchPath("/items/*/parts", "/items/14/parts"), "14");
  for (const std::string_view path : {"/items", "/items/", "/items/14/parts/2", "/items//parts", "/items/parts",
                                      "/items/14/part", "/items/1/2/parts", "/other/14/parts", "/items/%zz/parts"}) {
    EXPECT_FALSE(MatchPath("/items/*/parts", path)) << path;
  }
  for (const std::string_view path : {"/items/", "/items", "/items/1/2"})
    EXPECT_FALSE(MatchPath("/items/", path)) << path;
}

}  // namespace
}  // namespace gatehouse::service
