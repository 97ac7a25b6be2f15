// The texts in the content of a message, as the interfaces of language models write it: a string, parts with a type
// (OpenAI, Anthropic), or parts told by the name of their member (Gemini, Bedrock). Shown by content_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"

namespace gatehouse::prompt {

struct Prompts {
  std::vector<std::string_view> texts;  // live as long as the document
  bool unread = false;                  // something is not text: a picture, sound, a file, a stored prompt
  bool conversation = false;            // the texts are turns, with documents and results of tools
  std::string_view unknown;             // the type of the unknown part, if a body is not understood because of it

  void Clear() {
    texts.clear();
    unread = conversation = false;
    unknown = {};
  }
};

// Appends the texts and the results of tools. Parts without a text of a prompt are left unread: pictures, sound, files,
// what the model thought and called. False where a part is of no kind that is known.
[[nodiscard]] bool CollectContent(const json::Value& content, Prompts& prompts);

// The same for one part, or for an item of a response that is not a message.
[[nodiscard]] bool CollectPart(const json::Value& part, Prompts& prompts);

// The same for the list {"parts": […]} of Gemini.
[[nodiscard]] bool CollectGeminiParts(const json::Value& parts, Prompts& prompts);

// Appends a string, or each string of a list. False where the value is something else.
[[nodiscard]] bool CollectStrings(const json::Value& value, Prompts& prompts);

}  // namespace gatehouse::prompt
