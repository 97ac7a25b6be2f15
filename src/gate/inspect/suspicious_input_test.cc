#include "gate/inspect/suspicious_input.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gate {
namespace {

std::string_view InBody(const std::string& json, LengthRule length = LengthRule::kCounts) {
  json::Parser parser;
  const auto document = parser.Parse(json, {});
  EXPECT_TRUE(document) << json;
  return document ? SuspiciousInBody(*document, length) : "";
}
std::string Text(const std::string& text) { return R"({"a":[{"b":")" + text + R"("}]})"; }

TEST(SuspiciousInput, C14_EachSignIsSeenInBodyAndQuery) {
  EXPECT_EQ(InBody(Text("x <ScRiPt>alert(1)")), "<script in the body");
  EXPECT_EQ(InBody(Text("JavaScript:alert(1)")), "javascript: in the body");
  EXPECT_EQ(InBody(Text("javascript: alert(1)")), "javascript: in the body");
  EXPECT_EQ(InBody(Text("1;EVAL(x)")), "eval( in the body");
  EXPECT_EQ(InBody(R"({"<script":1})"), "<script in the body") << "names are input, too";
  EXPECT_EQ(InBody("\"eval(x)\""), "eval( in the body");
  EXPECT_EQ(InBody(Text("\\u003cscript")), "<script in the body") << "unescaped";
  EXPECT_EQ(SuspiciousInQuery("q=%3Cscript%3E"), "<script in the query");
  EXPECT_EQ(SuspiciousInQuery("next=javascript:alert(1)"), "javascript: in the query");
  EXPECT_EQ(SuspiciousInQuery("q=a+eval%28x"), "eval( in the query");
  EXPECT_EQ(SuspiciousInQuery("q=<script%zz"), "<script in the query") << "what cannot be decoded";
}

TEST(SuspiciousInput, C14_TheBoundsAreTheRequirements) {
  EXPECT_EQ(InBody(Text(std::string(10'000, 'x'))), "");
  EXPECT_EQ(InBody(Text(std::string(10'001, 'x'))), "over 10,000 characters in the body");
  std::string wide;
  for (int i = 0; i < 10'000; ++i) wide += "ä";
  EXPECT_EQ(InBody(Text(wide)), "") << "characters, not bytes";
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "a\\n";
  EXPECT_EQ(InBody(Text(lines)), "");
  EXPECT_EQ(InBody(Text(lines + "\\n")), "over 100 line breaks in the body");
  std::string query = "q=";
  for (int i = 0; i < 101; ++i) query += "%0D%0A";
  EXPECT_EQ(SuspiciousInQuery(query), "over 100 line breaks in the query");
}

TEST(SuspiciousInput, C14_LengthDoesNotCountWhereItHasItsOwnBound) {
  const auto in_message = [](const std::string& text) { return InBody(Text(text), LengthRule::kHasItsOwnBound); };
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "a\\n";
  EXPECT_EQ(in_message(std::string(100'000, 'x')), "");
  EXPECT_EQ(in_message(lines), "");
  EXPECT_EQ(in_message(lines + "<script>"), "<script in the body");
  EXPECT_EQ(in_message(std::string(100'000, 'x') + " eval(x)"), "eval( in the body");
  EXPECT_EQ(in_message(lines + "javascript:alert(1)"), "javascript: in the body");
}

TEST(SuspiciousInput, C14_WhatPeopleWriteIsNotSuspicious) {
  for (const char* text : {"", "plain", "the retrieval(s) of medieval(ly) texts", "JavaScript: The Good Parts",
                           "a < b, b > c", "evaluate(x)", "description: script", "x = f(y)",
                           "https://example.com:8080/", "<p>hello</p>", "manuscript:", "12:30 (sic)"}) {
    EXPECT_EQ(InBody(Text(text)), "") << text;
  }
  for (const char* query :
       {"", "a=1&b=2", "q=JavaScript%3A+The+Good+Parts", "t=12:30", "redirect=https%3A%2F%2Fa.example%2F"}) {
    EXPECT_EQ(SuspiciousInQuery(query), "") << query;
  }
  EXPECT_EQ(InBody("[1,2.5,true,null,{}]"), "");
}

}  // namespace
}  // namespace gatehouse::gate
