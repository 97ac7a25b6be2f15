#include "control/people/session_cookie.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::people {
namespace {

std::optional<std::string> Presented(const std::vector<std::string>& lines) {
  service::HttpRequest request;
  for (const std::string& line : lines) request.headers.emplace_back("cookie", line);
  return PresentedCookie(request);
}

TEST(SessionCookie, A9_HasEveryAttributeThatTheRowAsksFor) {
  const auto [name, value] = SessionCookie("header.payload.signature", std::chrono::minutes(10));
  EXPECT_EQ(name, "Set-Cookie");
  EXPECT_EQ(
      value,
      "__Host-gatehouse_session=header.payload.signature; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Strict");
}

TEST(SessionCookie, A9_LivesThirtyMinutesAtMost) {
  EXPECT_TRUE(SessionCookie("t", std::chrono::minutes(30)).second.contains("Max-Age=1800;"));
  EXPECT_TRUE(SessionCookie("t", std::chrono::hours(5)).second.contains("Max-Age=1800;"));
}

TEST(SessionCookie, A9_TheOneThatEndsASessionIsEmptyAndOver) {
  EXPECT_EQ(NoSessionCookie().second,
            "__Host-gatehouse_session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
}

TEST(SessionCookie, A9_IsFoundAmongOthersInAnyLine) {
  EXPECT_EQ(Presented({"a=b; __Host-gatehouse_session=abc.def; c=d"}), "abc.def");
  EXPECT_EQ(Presented({"a=b", "__Host-gatehouse_session=abc"}), "abc");
}

TEST(SessionCookie, A9_NoneTwoOrAnotherNameIsNone) {
  EXPECT_EQ(Presented({}), std::nullopt);
  EXPECT_EQ(Presented({"a=b"}), std::nullopt);
  EXPECT_EQ(Presented({"gatehouse_session=abc"}), std::nullopt);
  EXPECT_EQ(Presented({"__Host-gatehouse_session=a; __Host-gatehouse_session=b"}), std::nullopt);
  EXPECT_EQ(Presented({"__Host-gatehouse_session=a", "__Host-gatehouse_session=a"}), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::people
