#include "cli/inspect/judge_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::cli {
namespace {

class JudgeLineTest : public ::testing::Test {
 protected:
  std::string Reason(std::string_view text, bool too_long = false) {
    const TextJudge judge = [this](std::string_view seen) {
      seen_ = seen;
      return Judged(seen == "bad" ? gate::Reason::kFileName : gate::Reason::kAllowed);
    };
    const LineVerdict verdict = JudgeLine({text, too_long}, parser_, judge);
    EXPECT_EQ(verdict.allow, verdict.reason == "allowed");
    EXPECT_EQ(verdict.score, verdict.allow ? 0.0 : 1.0);
    return std::string(verdict.reason);
  }

  json::Parser parser_;
  std::string seen_;
};

TEST_F(JudgeLineTest, TheTextIsJudged) {
  EXPECT_EQ(Reason(R"({"text": "good"})"), "allowed");
  EXPECT_EQ(Reason(R"({"text": "bad"})"), "file_name");
  EXPECT_EQ(Reason(R"({"text": ""})"), "allowed");
}

TEST_F(JudgeLineTest, OtherMembersMayStandBesideIt) {
  EXPECT_EQ(Reason(R"({"id": 3, "source": {"name": "x", "tags": ["a", "b"]}, "text": "good"})"), "allowed");
}

TEST_F(JudgeLineTest, NulsArePartOfTheText) {
  EXPECT_EQ(Reason(R"({"text": "a\u0000b"})"), "allowed");
  EXPECT_EQ(seen_, std::string_view("a\0b", 3));
}

TEST_F(JudgeLineTest, WhatIsWrongWithTheLineIsTheReason) {
  EXPECT_EQ(Reason(""), "line_not_json");
  EXPECT_EQ(Reason("{\"text\": \"good\""), "line_not_json");
  EXPECT_EQ(Reason("{\"text\": \"half a pair: \\ud83d\"}"), "line_not_json");
  EXPECT_EQ(Reason("{\"text\": \"\xff\"}"), "line_not_json");
  EXPECT_EQ(Reason(std::string(100, '[') + std::string(100, ']')), "line_not_json");
  EXPECT_EQ(Reason("[]"), "text_missing");
  EXPECT_EQ(Reason("{}"), "text_missing");
  EXPECT_EQ(Reason(R"({"text": null})"), "text_not_string");
  EXPECT_EQ(Reason(R"({"text": "good"})", true), "line_too_long");
}

}  // namespace
}  // namespace gatehouse::cli
