#include "audit/scanners/report_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ReportJson, A5_WordsInFrontOfTheReportAreSkipped) {
  for (const char* text : {"{\"a\": 1}", "Working...\n{\"a\": 1}", "\xEF\xBB\xBF{\"a\": 1}\n"}) {
    ReportJson report;
    const auto root = report.Parse(text);
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(NumberAt(*root, "a"), 1U) << text;
  }
}

TEST(ReportJson, A5_WhatIsNoReportIsAnError) {
  for (const char* text : {"", "no braces", "{", "{\"a\": }"}) {
    ReportJson report;
    EXPECT_FALSE(report.Parse(text)) << text;
  }
}

TEST(ReportJson, A5_MembersThatAreMissingOrOfAnotherTypeAreEmpty) {
  ReportJson report;
  const auto root =
      report.Parse(R"({"a": {"b": {"c": "text", "n": 7}}, "list": ["x", 1, "y"], "word": "w", "minus": -1})");
  ASSERT_TRUE(root);
  EXPECT_EQ(TextAt(*root, "a.b.c"), "text");
  EXPECT_EQ(NumberAt(*root, "a.b.n"), 7U);
  for (const char* path : {"a.b.x", "x.b.c", "a.b.c.d", "list.c", ""}) EXPECT_EQ(TextAt(*root, path), "") << path;
  for (const char* path : {"a.b.c", "minus", "list"}) EXPECT_EQ(NumberAt(*root, path), 0U) << path;
  EXPECT_THAT(TextsAt(*root, "list"), ElementsAre("x", "y"));
  EXPECT_THAT(TextsAt(*root, "a.b.n"), IsEmpty());
  EXPECT_TRUE(HasManyAt(*root, "list"));
  EXPECT_TRUE(HasManyAt(*root, "a"));
  EXPECT_FALSE(HasManyAt(*root, "word"));
  EXPECT_FALSE(HasManyAt(*root, "missing"));
}

}  // namespace
}  // namespace gatehouse::audit
