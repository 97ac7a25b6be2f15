#include "gate/request/reason.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "gate/request/decision.h"

namespace gatehouse::gate {
namespace {

TEST(Reason, EachIsInItsPlaceWithAUniqueName) {
  std::set<std::string_view> names;
  size_t index = 0;
  for (const ReasonInfo& info : AllReasons()) {
    EXPECT_EQ(static_cast<size_t>(info.reason), index++);
    EXPECT_EQ(&Describe(info.reason), &info);
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos)
        << info.name;
  }
  EXPECT_EQ(index, static_cast<size_t>(Reason::kInternalError) + 1);
}

TEST(Reason, B1_NothingButAllowedIsASuccess) {
  for (const ReasonInfo& info : AllReasons()) {
    Decision decision;
    decision.reason = info.reason;
    if (info.reason == Reason::kAllowed) {
      EXPECT_TRUE(decision.allowed());
      continue;
    }
    EXPECT_FALSE(decision.allowed()) << info.name;
    EXPECT_GE(info.status, 400) << info.name;
    EXPECT_LT(info.status, 600) << info.name;
    EXPECT_FALSE(info.sentence.empty()) << info.name;
  }
}

TEST(Reason, B2_TheSentencesAreTheRowsOwn) {
  EXPECT_EQ(Describe(Reason::kTokenMissing).sentence, "Missing authorization header");
  EXPECT_EQ(Describe(Reason::kTokenFormat).sentence, "Invalid authorization header format");
  EXPECT_EQ(Describe(Reason::kTokenExpired).sentence, "Token has expired");
  EXPECT_EQ(Describe(Reason::kTokenDropletId).sentence, "Token missing droplet_id claim");
  EXPECT_EQ(Describe(Reason::kHttpsRequired).sentence, "HTTPS required in production");
  EXPECT_EQ(Describe(Reason::kFileName).sentence, "Access denied");
  for (const ReasonInfo& info : AllReasons()) {
    if (!IsAuthentication(info.reason)) continue;
    const bool of_the_row =
        info.sentence == "Missing authorization header" || info.sentence == "Invalid authorization header format" ||
        info.sentence == "Token has expired" || info.sentence == "Token missing droplet_id claim" ||
        info.sentence.starts_with("Invalid token claims: ") || info.sentence.starts_with("Invalid token: ") ||
        info.reason == Reason::kSessionMissing || info.reason == Reason::kTicketRefused;
    EXPECT_TRUE(of_the_row) << info.name << ": " << info.sentence;
  }
}

TEST(Reason, A9_ALoginIsAskedForAndCrossSiteRequestsLearnNothingMore) {
  EXPECT_EQ(Describe(Reason::kSessionMissing).status, 401);
  EXPECT_EQ(Describe(Reason::kSessionMissing).sentence, "Login required");
  EXPECT_EQ(Describe(Reason::kOriginMissing).status, 403);
  EXPECT_EQ(Describe(Reason::kOriginMissing).sentence, Describe(Reason::kCorsOrigin).sentence);
  EXPECT_EQ(Describe(Reason::kSecondFactor).status, 403);
}

TEST(Reason, B12_EverySentenceIsPlainTextOfOneLine) {
  for (const ReasonInfo& info : AllReasons()) {
    for (const char c : info.sentence) EXPECT_TRUE(c >= ' ' && c <= '~' && c != '"' && c != '\\') << info.name;
  }
}

TEST(Reason, SeveritiesHaveTheirNames) {
  EXPECT_EQ(Name(Severity::kInfo), "info");
  EXPECT_EQ(Name(Severity::kLow), "low");
  EXPECT_EQ(Name(Severity::kMedium), "medium");
  EXPECT_EQ(Name(Severity::kHigh), "high");
  EXPECT_EQ(Name(Severity::kCritical), "critical");
}

}  // namespace
}  // namespace gatehouse::gate
