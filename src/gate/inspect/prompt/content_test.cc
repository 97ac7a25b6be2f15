#include "gate/inspect/prompt/content.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::prompt {
namespace {

// The texts, joined by "|", and "+" if something is unread; "?" where the content is not understood.
std::string Of(std::string_view content) {
  json::Parser parser;
  const auto document = parser.Parse(content, {});
  EXPECT_TRUE(document) << content;
  Prompts prompts;
  if (!CollectContent(*document, prompts)) return "?";
  std::string joined;
  for (const std::string_view text : prompts.texts) joined += (joined.empty() ? "" : "|") + std::string(text);
  return joined + (prompts.unread ? "+" : "");
}

TEST(Content, A11_TextsAndParts) {
  EXPECT_EQ(Of(R"("a")"), "a");
  EXPECT_EQ(Of(R"(["a", {"type": "text", "text": "b"}, {"text": "c"}, {"type": "image_url"}])"), "a|b|c+");
  EXPECT_EQ(Of(R"([{"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "d"}]}},
                   {"type": "document", "source": {"type": "file", "file_id": "f"}}])"),
            "d+");
}

TEST(Content, A11_PartsOfNoKnownKindAreToldAsThat) {
  for (const char* content :
       {"3", "[3]", R"([{"type": "hologram"}])", R"([{"hologram": "a"}])", R"([{}])",
        R"([{"document": {"name": "n"}}])", R"([{"type": "document"}])", R"([{"type": "function_call_output"}])"}) {
    EXPECT_EQ(Of(content), "?") << content;
  }
}

TEST(Content, A11_WhatToolsGaveBedrockIsAnyJson) {
  EXPECT_EQ(Of(R"([{"toolResult": {"content": [{"json": {"rows": ["a"]}}, {"text": "b"}]}}])"), "a|b");
  EXPECT_EQ(Of(R"([{"toolUse": {"input": {"q": "x"}}}, {"image": {"source": {"bytes": "x"}}}])"), "+");
  EXPECT_EQ(Of(R"([{"document": {"name": "n", "source": {"bytes": "x"}}}, {"document": {"source": {"text": "d"}}}])"),
            "d+");
}

}  // namespace
}  // namespace gatehouse::prompt
