#include "gate/cors_headers.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::gate {
namespace {

std::string ValueOf(const std::vector<HeaderValue>& headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &HeaderValue::name);
  return found == headers.end() ? "" : found->value;
}

const CorsRules kRules{.origins = {"https://app.example"}, .exposed = {"X-Request-ID"}};

TEST(CorsHeaders, B10_APreflightIsToldMethodsHeadersAndForHowLong) {
  const auto headers = CorsHeaders(kRules, {.preflight = true, .allow_origin = "https://app.example"});
  EXPECT_EQ(ValueOf(headers, "Access-Control-Allow-Origin"), "https://app.example");
  EXPECT_EQ(ValueOf(headers, "Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(ValueOf(headers, "Access-Control-Allow-Methods"), "GET, POST");
  EXPECT_EQ(ValueOf(headers, "Access-Control-Allow-Headers"),
            "Authorization, Content-Type, Accept, Accept-Language, Content-Language, Range");
  EXPECT_EQ(ValueOf(headers, "Access-Control-Max-Age"), "600");
}

TEST(CorsHeaders, B10_ASimpleAnswerExposesWhatThePolicySays) {
  const auto headers = CorsHeaders(kRules, {.allow_origin = "https://app.example"});
  EXPECT_EQ(ValueOf(headers, "Access-Control-Expose-Headers"), "X-Request-ID");
  EXPECT_EQ(ValueOf(headers, "Access-Control-Allow-Methods"), "");
}

TEST(CorsHeaders, B10_EveryAnswerVariesByOriginAlsoOneWithoutIt) {
  const auto headers = CorsHeaders(kRules, {});
  ASSERT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers[0].name, "Vary");
}

TEST(CorsHeaders, B10_AnyOriginNeverComesWithCredentials) {
  const CorsRules any{.origins = {"*"}, .credentials = false};
  const auto headers = CorsHeaders(any, {.allow_origin = "*"});
  EXPECT_EQ(ValueOf(headers, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(ValueOf(headers, "Access-Control-Allow-Credentials"), "");
  EXPECT_EQ(ValueOf(headers, "Vary"), "");
}

TEST(CorsHeaders, B10_NothingIsSaidWhereThePolicyKnowsNoOrigin) { EXPECT_TRUE(CorsHeaders({}, {}).empty()); }

}  // namespace
}  // namespace gatehouse::gate
