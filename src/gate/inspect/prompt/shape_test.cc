#include "gate/inspect/prompt/shape.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::prompt {
namespace {

class ShapeTest : public ::testing::Test {
 protected:
  // The texts, joined by "|"; "?" where the shape is not understood.
  std::string Texts(std::string_view body, const std::vector<std::string>& pointers = {}) {
    const auto document = parser_.Parse(body, {});
    EXPECT_TRUE(document) << body;
    std::vector<std::string_view> texts;
    const bool understood =
        pointers.empty() ? CollectPrompts(*document, texts) : CollectPromptsAt(*document, pointers, texts);
    if (!understood) return "?";
    std::string joined;
    for (const std::string_view text : texts) joined += (joined.empty() ? "" : "|") + std::string(text);
    return joined;
  }
  json::Parser parser_;
};

TEST_F(ShapeTest, A11_OneField) {
  EXPECT_EQ(Texts(R"({"prompt": "a", "model": "m"})"), "a");
  EXPECT_EQ(Texts(R"({"prompt": ["a", "b"]})"), "a|b");
  EXPECT_EQ(Texts(R"({"prompt": [1, 2]})"), "?");
  EXPECT_EQ(Texts(R"({"prompt": {"text": "a"}})"), "?");
}

TEST_F(ShapeTest, A11_OpenAiChat) {
  EXPECT_EQ(Texts(R"({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "a"},
                      {"role": "assistant", "content": "x"}, {"role": "tool", "content": "t"},
                      {"role": "user", "content": [{"type": "text", "text": "b"}, {"type": "image_url", "image_url": {"url": "u"}}]}]})"),
            "a|t|b");
  EXPECT_EQ(
      Texts(
          R"({"messages": [{"role": "assistant", "content": null, "tool_calls": []}, {"role": "user", "content": "a"}]})"),
      "a");
}

TEST_F(ShapeTest, A11_AnthropicMessages) {
  EXPECT_EQ(Texts(R"({"system": "s", "messages": [{"role": "user", "content": [{"type": "text", "text": "a"},
                      {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "r"}]},
                      {"type": "tool_result", "tool_use_id": "2", "content": "q"},
                      {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "d"}},
                      {"type": "image", "source": {"type": "base64", "data": "x"}}]}]})"),
            "a|r|q|d");
}

TEST_F(ShapeTest, A11_OpenAiResponses) {
  EXPECT_EQ(Texts(R"({"input": "a", "instructions": "s"})"), "a");
  EXPECT_EQ(Texts(R"({"input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}]},
                      {"type": "function_call", "name": "f"}, {"type": "function_call_output", "output": "o"},
                      {"type": "message", "role": "developer", "content": "s"}]})"),
            "a|o");
}

TEST_F(ShapeTest, A11_WhatIsNotUnderstoodIsToldAsThat) {
  for (const char* body :
       {"[]", "{}", "\"a\"", R"({"question": "a"})", R"({"messages": "a"})", R"({"messages": ["a", 3]})",
        R"({"messages": [{"content": "a"}, {"role": 3}]})", R"({"messages": [{"role": "user"}]})",
        R"({"messages": [{"role": "user", "content": [{"type": "hologram"}]}]})", R"({"messages": [], "prompt": "a"})",
        R"({"prompt": "a", "input": "b"})"}) {
    EXPECT_EQ(Texts(body), "?") << body;
  }
}

TEST_F(ShapeTest, Pointers) {
  EXPECT_EQ(Texts(R"({"a": {"b/c": ["x", {"~": "y"}]}})", {"/a/b~1c/0", "/a/b~1c/1/~0"}), "x|y");
  EXPECT_EQ(Texts(R"({"q": ["x", "y"]})", {"/q"}), "x|y");
  EXPECT_EQ(Texts(R"({"": "x"})", {"/"}), "x");
  EXPECT_EQ(Texts(R"({"q": 3})", {"/q"}), "?");
  EXPECT_EQ(Texts(R"({"q": "x"})", {"/q", "/r"}), "?");
  EXPECT_EQ(Texts(R"({"q": ["x"]})", {"/q/first"}), "?");
}

TEST_F(ShapeTest, WhatAPointerIs) {
  for (const char* text : {"/a", "/", "/a~0b/~1"}) {
    EXPECT_TRUE(IsPointer(text)) << text;
  }
  for (const char* text : {"", "a", "#/a", "/a~", "/a~2"}) {
    EXPECT_FALSE(IsPointer(text)) << text;
  }
}

}  // namespace
}  // namespace gatehouse::prompt
