// Where the prompts are in a request's body: in the shapes that language models are asked in, or where JSON pointers
// (RFC 6901) say. What a shape does not say is not guessed: a body that is not understood is told as that. Shown by
// shape_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace gatehouse::prompt {

struct Prompts {
  std::vector<std::string_view> texts;  // live as long as the document
  bool unread = false;                  // there is something that is no text: a picture, sound, a file, a stored prompt
  bool conversation = false;            // they are turns, with documents and what tools gave

  std::string_view unknown;  // the type of a part that is not known, where that is why a body is not understood

  void Clear() {
    texts.clear();
    unread = conversation = false;
    unknown = {};
  }
};

// Puts every text that a person, a tool or a document can have written into `prompts`, which it empties first. False
// where the body is of no shape that is known, or where a part of it is.
//   {"messages": [{"role", "content"}]}      OpenAI chat, Anthropic messages: text and tool results of every turn
//   {"requests": [{"params": {"messages"}}]} Anthropic's batches
//   {"input": …, "instructions", "prompt"}   OpenAI responses; `prompt`, if it is there, is one that OpenAI keeps
//   {"contents": [{"role", "parts"}]}        Gemini
//   {"prompt": "…" or ["…"]}                 OpenAI completions, and every service with one field
// What the service says of itself (role system or developer, `system`, `instructions`) and what the model has answered
// (role assistant or model) is left out: it is full of rules, and no outsider's. Only if there is nothing else, the
// system's messages are the prompt.
[[nodiscard]] bool CollectPrompts(const json::Value& body, Prompts& prompts);

// The same at these places, each of which must hold a string, or a list of strings.
[[nodiscard]] bool CollectPromptsAt(const json::Value& body, std::span<const std::string> pointers, Prompts& prompts);

// Whether the text is a JSON pointer that leads somewhere: "/prompt", "/a/0/b~1c".
[[nodiscard]] bool IsPointer(std::string_view text);

}  // namespace gatehouse::prompt
