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

// Puts every text that a person, a tool or a document can have written into `texts`, which it empties first. They live
// as long as the document. False where the body is of no shape that is known, or where a part of it is.
//   {"messages": [{"role", "content"}]}   OpenAI chat, Anthropic messages: text and tool results of every turn
//   {"input": …, "instructions"}          OpenAI responses
//   {"prompt": "…" or ["…"]}              OpenAI completions, and every service with one field
// What the service says of itself (role system or developer, `system`, `instructions`) and what the model has answered
// (role assistant or model) is left out: it is full of rules, and no outsider's.
[[nodiscard]] bool CollectPrompts(const json::Value& body, std::vector<std::string_view>& texts);

// The same at these places, each of which must hold a string, or a list of strings.
[[nodiscard]] bool CollectPromptsAt(const json::Value& body, std::span<const std::string> pointers,
                                    std::vector<std::string_view>& texts);

// Whether the text is a JSON pointer that leads somewhere: "/prompt", "/a/0/b~1c".
[[nodiscard]] bool IsPointer(std::string_view text);

}  // namespace gatehouse::prompt
