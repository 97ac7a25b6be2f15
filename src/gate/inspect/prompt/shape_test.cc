#include "gate/inspect/prompt/shape.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::prompt {
namespace {

class ShapeTest : public ::testing::Test {
 protected:
  // The texts, joined by "|", instructions in brackets, and "+" if there is something else; "?" where the shape is not
  // understood.
  std::string TextsBy(const RouteRule& rule, std::string_view body) {
    const auto document = parser_.Parse(body, {});
    EXPECT_TRUE(document) << body;
    prompt::Texts texts;
    if (!CollectTexts(*document, rule, texts)) return "?";
    std::string joined;
    for (const std::string_view text : texts.prompts.texts) joined += (joined.empty() ? "" : "|") + std::string(text);
    for (const std::string_view text : texts.instructions.texts)
      joined += (joined.empty() ? "[" : "|[") + std::string(text) + "]";
    if (texts.prompts.unread) joined += '+';
    return joined;
  }
  std::string Texts(std::string_view body, const std::vector<std::string>& pointers = {}) {
    return TextsBy({.at = pointers}, body);
  }
  // With instructions of the known formats judged, too.
  std::string WithSystem(std::string_view body) { return TextsBy({.system = true}, body); }
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
            "a|t|b+");
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
            "a|r|q|d+");
}

TEST_F(ShapeTest, A11_OpenAiResponses) {
  EXPECT_EQ(Texts(R"({"input": "a", "instructions": "s"})"), "a");
  EXPECT_EQ(Texts(R"({"input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}]},
                      {"type": "function_call", "name": "f"}, {"type": "function_call_output", "output": "o"},
                      {"type": "message", "role": "developer", "content": "s"}]})"),
            "a|o+");
}

// What agents send back with each turn. The texts are those that did not come from the model itself.
TEST_F(ShapeTest, A11_ItemsOfOpenAiResponses) {
  const auto with = [this](const std::string& item) {
    return Texts(R"({"input": [{"role": "user", "content": "a"}, )" + item + "]}");
  };
  for (const char* item :
       {R"({"type": "web_search_call", "action": {"type": "search", "query": "x"}})",
        R"({"type": "custom_tool_call", "name": "apply_patch", "input": "x"})",
        R"({"type": "shell_call", "action": {"commands": ["ls"]}})", R"({"type": "local_shell_call", "action": {}})",
        R"({"type": "apply_patch_call", "operation": {"diff": "x"}})", R"({"type": "computer_call", "action": {}})",
        R"({"type": "image_generation_call", "result": "x"})", R"({"type": "mcp_list_tools", "tools": []})",
        R"({"type": "mcp_approval_request", "arguments": "{}"})", R"({"type": "compaction", "encrypted_content": "x"})",
        R"({"type": "tool_search_call", "arguments": {}})", R"({"type": "reasoning", "summary": []})",
        R"({"type": "item_reference", "id": "x"})",
        R"({"type": "computer_call_output", "output": {"type": "computer_screenshot", "image_url": "u"}})"}) {
    EXPECT_EQ(with(item), "a+") << item;
  }
  for (const char* item :
       {R"({"type": "custom_tool_call_output", "output": "o"})",
        R"({"type": "local_shell_call_output", "output": "o"})",
        R"({"type": "function_call_output", "output": [{"type": "input_text", "text": "o"}]})",
        R"({"type": "apply_patch_call_output", "status": "failed", "output": "o"})",
        R"({"type": "mcp_call", "arguments": "{}", "output": "o"})",
        R"({"type": "mcp_approval_response", "approve": false, "reason": "o"})",
        R"({"type": "file_search_call", "queries": ["q"], "results": [{"filename": "f", "text": "o"}]})",
        R"({"type": "code_interpreter_call", "code": "c", "outputs": [{"type": "logs", "logs": "o"}]})"}) {
    EXPECT_EQ(with(item), "a|o") << item;
  }
  EXPECT_EQ(with(R"({"type": "shell_call_output", "output": [{"stdout": "o", "stderr": "e", "outcome": {}}]})"),
            "a|o|e");
  for (const char* item :
       {R"({"type": "mcp_call", "output": null})", R"({"type": "file_search_call", "results": null})",
        R"({"type": "code_interpreter_call", "code": "c"})", R"({"type": "apply_patch_call_output"})",
        R"({"type": "mcp_approval_response"})"}) {
    EXPECT_EQ(with(item), "a") << item;
  }
  for (const char* item : {R"({"type": "hologram_call", "output": "o"})", R"({"type": "custom_tool_call_output"})",
                           R"({"type": "shell_call_output", "output": [{"outcome": {}}]})",
                           R"({"type": "mcp_call", "output": {"type": "hologram"}})"}) {
    EXPECT_EQ(with(item), "?") << item;
  }
}

TEST_F(ShapeTest, A11_APromptThatOpenAiKeepsHasTextInItsVariables) {
  EXPECT_EQ(Texts(R"({"prompt": {"id": "pmpt_1", "version": "2"}})"), "+");
  EXPECT_EQ(Texts(R"({"prompt": {"id": "pmpt_1", "version": null, "variables": {"city": "v",
                      "more": {"type": "input_text", "text": "w"}, "picture": {"type": "input_image"}}}, "input": "a"})"),
            "v|w|a+");
  for (const char* body :
       {R"({"prompt": {"variables": {"city": "v"}}})", R"({"prompt": {"id": "p", "text": "v"}})",
        R"({"prompt": {"id": "p", "variables": {"city": 3}}})", R"({"prompt": {"id": "p", "variables": "v"}})",
        R"({"prompt": {"id": "p"}, "input": "a", "messages": []})"}) {
    EXPECT_EQ(Texts(body), "?") << body;
  }
}

TEST_F(ShapeTest, A11_Gemini) {
  EXPECT_EQ(Texts(R"({"systemInstruction": {"parts": [{"text": "s"}]}, "contents": [
                      {"role": "user", "parts": [{"text": "a"}, {"inlineData": {"mimeType": "image/png", "data": "x"}}]},
                      {"role": "model", "parts": [{"functionCall": {"name": "f"}, "thoughtSignature": "x"}]},
                      {"role": "user", "parts": [{"functionResponse": {"response": {"r": ["b", {"c": "c"}]}}}]},
                      {"parts": [{"code_execution_result": {"output": "d"}}, {"thought": true, "text": "e"}]}]})"),
            "a|b|c|d|e+");
  EXPECT_EQ(Texts(R"({"contents": [{"role": "model", "parts": [{"text": "x"}]}]})"), "");
  for (const char* body :
       {R"({"contents": "a"})", R"({"contents": [{"role": "user", "parts": [{"hologram": "a"}]}]})",
        R"({"contents": [{"role": "user", "parts": [{"text": "a", "Text": "b"}]}]})",
        R"({"contents": [{"role": "user", "parts": [{"text": {"a": "b"}}]}]})", R"({"contents": [{"role": "user"}]})",
        R"({"contents": [{"role": 1, "parts": []}]})", R"({"contents": [], "messages": []})"}) {
    EXPECT_EQ(Texts(body), "?") << body;
  }
}

TEST_F(ShapeTest, A11_BatchesOfAnthropic) {
  EXPECT_EQ(Texts(R"({"requests": [{"custom_id": "1", "params": {"messages": [{"role": "user", "content": "a"}]}},
                      {"custom_id": "2", "params": {"system": "s", "messages": [{"role": "user", "content": "b"}]}}]})"),
            "a|b");
  for (const char* body :
       {R"({"requests": [{"custom_id": "1"}]})", R"({"requests": [{"params": {"prompt": "a"}}]})",
        R"({"requests": ["a"]})", R"({"requests": {"params": {"messages": []}}})", R"({"requests": [], "prompt": "a"})",
        R"({"requests": [{"params": {"messages": [{"role": "user", "content": [{"type": "hologram"}]}]}}]})"}) {
    EXPECT_EQ(Texts(body), "?") << body;
  }
}

TEST_F(ShapeTest, C8_InstructionsInBatches) {
  EXPECT_EQ(
      WithSystem(
          R"({"requests": [{"custom_id": "1", "params": {"system": "s", "messages": [{"role": "user", "content": "a"}]}},
                      {"custom_id": "2", "params": {"messages": [{"role": "user", "content": "b"}]}}]})"),
      "a|b|[s]");
}

TEST_F(ShapeTest, A11_SeveralInputs) {
  EXPECT_EQ(Texts(R"({"input": ["a", "b"]})"), "a|b");
  EXPECT_EQ(Texts(R"({"input": [[1, 2], [3]]})"), "?");
}

TEST_F(ShapeTest, A11_OnlyWithoutAnyOtherTurnTheSystemsMessagesAreThePrompt) {
  EXPECT_EQ(Texts(R"({"messages": [{"role": "system", "content": "s"}, {"role": "developer", "content": "d"}]})"),
            "s|d");
  EXPECT_EQ(Texts(R"({"messages": [{"role": "assistant", "content": "x"}]})"), "");
  EXPECT_EQ(Texts(R"({"messages": [{"role": "system", "content": "s"},
                      {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "u"}}]}]})"),
            "+");
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

TEST_F(ShapeTest, C8_InstructionsOfGemini) {
  for (const char* name : {"systemInstruction", "system_instruction"}) {
    EXPECT_EQ(WithSystem(std::string(R"({"contents": [{"parts": [{"text": "a"}]}], ")") + name +
                         R"(": {"role": "system", "parts": [{"text": "s"}, {"text": "t"}]}})"),
              "a|[s]|[t]");
  }
  EXPECT_EQ(WithSystem(R"({"contents": [{"parts": [{"text": "a"}]}], "systemInstruction": {"parts": "s"}})"), "?");
}

TEST_F(ShapeTest, A11_BedrockConverse) {
  constexpr std::string_view kBody = R"({"system": [{"text": "s"}], "messages": [{"role": "user", "content": [
      {"text": "a"}, {"image": {"format": "png", "source": {"bytes": "x"}}},
      {"document": {"name": "n", "format": "pdf", "source": {"bytes": "x"}}}, {"document": {"source": {"text": "d"}}},
      {"guardContent": {"text": {"text": "g"}}},
      {"toolResult": {"toolUseId": "1", "content": [{"text": "r"}, {"json": {"k": "j"}}]}}]}]})";
  EXPECT_EQ(Texts(kBody), "a|d|g|1|r|j+");
  EXPECT_EQ(WithSystem(kBody), "a|d|g|1|r|j|[s]+");
}

TEST_F(ShapeTest, A11_HuggingFace) {
  EXPECT_EQ(Texts(R"({"inputs": "a", "parameters": {"max_new_tokens": 20}})"), "a");
  EXPECT_EQ(Texts(R"({"inputs": ["a", "b"]})"), "a|b");
  EXPECT_EQ(Texts(R"({"inputs": {"question": "a", "context": "b"}})"), "?");
  EXPECT_EQ(Texts(R"({"inputs": "a", "prompt": "b"})"), "?") << "a service may read either";
}

TEST_F(ShapeTest, A11_VercelAiSdk) {
  EXPECT_EQ(Texts(R"({"id": "c", "messages": [{"id": "1", "role": "user", "parts": [{"type": "text", "text": "a"},
                      {"type": "file", "mediaType": "image/png", "url": "u"},
                      {"type": "data-place", "data": {"city": "b", "more": ["c", 3]}}]},
                      {"id": "2", "role": "assistant", "parts": [{"type": "step-start"}, {"type": "tool-weather"}]}]})"),
            "a|b|c+");
  EXPECT_EQ(Texts(R"({"messages": [{"role": "user", "content": "a", "parts": [{"type": "text", "text": "b"}]}]})"),
            "a|b")
      << "a service may read either";
  EXPECT_EQ(WithSystem(R"({"messages": [{"role": "system", "parts": [{"type": "text", "text": "s"}]},
                           {"role": "user", "parts": [{"type": "text", "text": "a"}]}]})"),
            "a|[s]");
  EXPECT_EQ(Texts(R"({"messages": [{"role": "user"}]})"), "?");
  EXPECT_EQ(Texts(R"({"messages": [{"role": "user", "content": "a", "parts": [{"type": "hologram"}]}]})"), "?");
  EXPECT_EQ(Texts(R"({"messages": [{"role": "user", "parts": [{"type": "data-place"}]}]})"), "?");
}

TEST_F(ShapeTest, A11_Ollama) {
  constexpr std::string_view kBody = R"({"model": "m", "prompt": "a", "suffix": "z", "system": "s", "template": "t"})";
  EXPECT_EQ(Texts(kBody), "a|z");
  EXPECT_EQ(WithSystem(kBody), "a|z|[s]|[t]");
  EXPECT_EQ(WithSystem(R"({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "a"}]})"),
            "a|[s]");
}

TEST_F(ShapeTest, A11_OpenAiAssistantsAndThreads) {
  EXPECT_EQ(Texts(R"({"role": "user", "content": "a"})"), "a");
  EXPECT_EQ(Texts(R"({"role": "user", "content": [{"type": "text", "text": "a"},
                      {"type": "image_file", "image_file": {"file_id": "f"}}]})"),
            "a+");
  constexpr std::string_view kRun = R"({"assistant_id": "i", "instructions": "s", "additional_instructions": "t",
      "additional_messages": [{"role": "user", "content": "a"}], "thread": {"messages": [{"role": "user", "content": "b"}]}})";
  EXPECT_EQ(Texts(kRun), "a|b+");
  EXPECT_EQ(WithSystem(kRun), "a|b|[s]|[t]+");
  EXPECT_EQ(Texts(R"({"assistant_id": "i", "thread": null, "additional_messages": null})"), "+");
  EXPECT_EQ(Texts(R"({"tool_outputs": [{"tool_call_id": "c", "output": "o"}]})"), "o");
  EXPECT_EQ(Texts(R"({"tool_outputs": [{"tool_call_id": "c"}]})"), "?");
  // An assistant holds nothing but instructions: unless they are judged, the body is not understood.
  EXPECT_EQ(Texts(R"({"model": "m", "name": "n", "instructions": "s"})"), "?");
  EXPECT_EQ(WithSystem(R"({"model": "m", "name": "n", "instructions": "s"})"), "[s]+");
  EXPECT_EQ(WithSystem(R"({"model": "m", "name": "n"})"), "?");
}

TEST_F(ShapeTest, C8_InstructionsOfTheKnownFormats) {
  EXPECT_EQ(WithSystem(R"({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "a"},
                      {"role": "assistant", "content": "x"}, {"role": "developer", "content": [{"type": "text", "text": "t"}]}]})"),
            "a|[s]|[t]");
  EXPECT_EQ(WithSystem(R"({"system": [{"type": "text", "text": "s", "cache_control": {"type": "ephemeral"}}],
                      "messages": [{"role": "user", "content": "a"}]})"),
            "a|[s]");
  EXPECT_EQ(WithSystem(R"({"input": "a", "instructions": "s"})"), "a|[s]");
  EXPECT_EQ(WithSystem(R"({"input": "a", "instructions": null})"), "a");
  for (const char* body :
       {R"({"input": "a", "instructions": 3})", R"({"prompt": "a", "system": {"say": "s"}})",
        R"({"messages": [{"role": "system", "content": [{"type": "hologram"}]}, {"role": "user", "content": "a"}]})",
        R"({"prompt": "a", "System": "s"})", R"({"prompt": "a", "INSTRUCTIONS": "s"})"}) {
    EXPECT_EQ(WithSystem(body), "?") << body;
    EXPECT_NE(Texts(body), "?") << body;
  }
}

TEST_F(ShapeTest, C8_LoneSystemMessagesAreInstructionsIfTheseAreJudged) {
  EXPECT_EQ(WithSystem(R"({"messages": [{"role": "system", "content": "s"}]})"), "[s]");
  EXPECT_EQ(Texts(R"({"messages": [{"role": "system", "content": "s"}]})"), "s");
}

TEST_F(ShapeTest, C8_InstructionsWherePointersLead) {
  const RouteRule persona{.instructions = {"/config/systemRole", "/personas/*/text"}};
  EXPECT_EQ(
      TextsBy(persona, R"({"config": {"systemRole": "s"}, "personas": [{"text": "p"}, {"text": ["q", "r"]}, {}]})"),
      "[s]|[p]|[q]|[r]+");
  EXPECT_EQ(TextsBy(persona, R"({"name": "n"})"), "+");
  EXPECT_EQ(TextsBy(persona, R"({"config": {"systemRole": null}})"), "+");
  EXPECT_EQ(TextsBy(persona, R"({"config": {"systemRole": {"a": 1}}})"), "?");
  EXPECT_EQ(TextsBy(persona, R"({"config": {"SystemRole": "s"}})"), "?");
  EXPECT_EQ(TextsBy(persona, R"({"personas": [{"text": "p"}, {"text": 3}]})"), "?");
  // A prompt of a known format beside them is one.
  EXPECT_EQ(TextsBy(persona, R"({"config": {"systemRole": "s"}, "messages": [{"role": "user", "content": "a"}]})"),
            "a|[s]");
  EXPECT_EQ(TextsBy(persona, R"({"config": {"systemRole": "s"}, "messages": "a"})"), "?");
  // Unless it is what a pointer names.
  EXPECT_EQ(TextsBy({.instructions = {"/prompt"}}, R"({"title": "t", "prompt": "s"})"), "[s]+");
  EXPECT_EQ(TextsBy({.at = {"/q"}, .instructions = {"/persona"}}, R"({"q": "a", "persona": "s", "prompt": "n"})"),
            "a|[s]");
  EXPECT_EQ(TextsBy({.at = {"/q"}, .instructions = {"/persona"}}, R"({"persona": "s"})"), "?");
}

TEST_F(ShapeTest, Pointers) {
  EXPECT_EQ(Texts(R"({"q": ["x", "y"]})", {"/q"}), "x|y");
  EXPECT_EQ(Texts(R"({"q": 3})", {"/q"}), "?");
  EXPECT_EQ(Texts(R"({"q": "x"})", {"/q", "/r"}), "?");
  EXPECT_EQ(Texts(R"({"d": [{"t": "x"}, {"t": "y"}]})", {"/d/*/t"}), "x|y");
  EXPECT_EQ(Texts(R"({"d": [{"t": "x"}, {}]})", {"/d/*/t"}), "?");
}

}  // namespace
}  // namespace gatehouse::prompt
