#include "gate/inspect/prompt/rewrite.h"

#include <gtest/gtest.h>

#include "gate/inspect/prompt/shape.h"

namespace gatehouse::prompt {
namespace {

// Every prompt of the document that reads `old` becomes `with`.
std::optional<std::string> Of(std::string_view document, std::string_view old, std::string_view with) {
  json::Parser parser;
  const auto root = parser.Parse(document, {}, true);
  EXPECT_TRUE(root) << document;
  Texts texts;
  EXPECT_TRUE(CollectTexts(*root, {}, texts));
  std::vector<Replacement> replacements;
  for (const std::string_view text : texts.prompts.texts) {
    if (text == old) replacements.push_back({text, std::string(with)});
  }
  return Rewrite(document, *root, replacements);
}

TEST(Rewrite, OnlyTheStringThatIsMeantChanges) {
  EXPECT_EQ(Of(R"({ "prompt" : "a",  "n": 1.50e0, "note":"a" })", "a", "b"),
            R"({ "prompt" : "b",  "n": 1.50e0, "note":"a" })");
  EXPECT_EQ(Of(R"({"a":"prompt","prompt":["x","a","x"]})", "a", "b"), R"({"a":"prompt","prompt":["x","b","x"]})");
  EXPECT_EQ(
      Of(R"({"messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"a"}]}],"stream":true})",
         "a", "b"),
      R"({"messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}]}],"stream":true})");
}

TEST(Rewrite, EscapesOfOtherStringsStayAndNewOnesAreRight) {
  EXPECT_EQ(
      Of("{\"n\\u006f\":\"\\\"\\\\\",\"prompt\":\"\\u0061\\n\",\"z\":\"\\ud83d\\ude00\"}", "a\n", "\"b\\\n\xC3\xA9"),
      "{\"n\\u006f\":\"\\\"\\\\\",\"prompt\":\"\\\"b\\\\\\n\xC3\xA9\",\"z\":\"\\ud83d\\ude00\"}");
  EXPECT_EQ(Of("{\"\":\"\",\"prompt\":\"a\"}", "a", ""), "{\"\":\"\",\"prompt\":\"\"}");
}

TEST(Rewrite, WhatDoesNotBelongTogetherIsRefused) {
  json::Parser parser;
  const std::string_view document = R"({"prompt":"a"})";
  const auto root = parser.Parse(document, {}, true);
  ASSERT_TRUE(root);
  const Replacement other{"elsewhere", "b"};
  EXPECT_EQ(Rewrite(document, *root, {&other, 1}), std::nullopt);
  EXPECT_EQ(Rewrite(R"({"prompt":"a","x":"y"})", *root, {}), std::nullopt);
  EXPECT_EQ(Rewrite(R"({"prompt)", *root, {}), std::nullopt);
  EXPECT_EQ(Rewrite(document, *root, {}), document);
}

}  // namespace
}  // namespace gatehouse::prompt
