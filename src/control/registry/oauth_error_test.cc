#include "control/registry/oauth_error.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::registry {
namespace {

std::string HeaderOf(const service::HttpResponse& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
  return found == response.headers.end() ? "" : found->second;
}

TEST(OAuthError, B5_IsWrittenAsTheStandardHasIt) {
  const service::HttpResponse response =
      ToResponse({.error = OAuthError::kInvalidScope, .description = "no scopes are defined"});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"error":"invalid_scope","error_description":"no scopes are defined"})");
  EXPECT_EQ(HeaderOf(response, "Cache-Control"), "no-store");
  EXPECT_EQ(HeaderOf(response, "Pragma"), "no-cache");
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "application/json");
  EXPECT_EQ(HeaderOf(response, "WWW-Authenticate"), "");
}

TEST(OAuthError, B5_AnUnknownClientIsToldHowToAuthenticate) {
  const service::HttpResponse response = ToResponse({.error = OAuthError::kInvalidClient, .description = "x"});
  EXPECT_EQ(response.status, 401);
  EXPECT_TRUE(HeaderOf(response, "WWW-Authenticate").starts_with("Basic "));
}

TEST(OAuthError, B11_ALimitSaysWhenToComeBack) {
  const service::HttpResponse limited = ToResponse({.error = OAuthError::kTemporarilyUnavailable,
                                                    .description = "x",
                                                    .retry_after = std::chrono::seconds(7),
                                                    .limited = true});
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(HeaderOf(limited, "Retry-After"), "7");
  const service::HttpResponse busy = ToResponse({.error = OAuthError::kTemporarilyUnavailable, .description = "x"});
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(HeaderOf(busy, "Retry-After"), "1");
}

}  // namespace
}  // namespace gatehouse::registry
