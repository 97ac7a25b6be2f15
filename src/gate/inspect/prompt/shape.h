// Where the prompts are in a request's body, and the instructions of a bot: in the shapes that language models are
// asked in, or where JSON pointers (RFC 6901) say. What a shape does not say is not guessed: a body that is not
// understood is told as that. Shown by shape_test.cc.
#pragma once

#include "base/json.h"
#include "gate/inspect/prompt/content.h"
#include "gate/inspect/prompt/route_rule.h"

namespace gatehouse::prompt {

struct Texts {
  Prompts prompts;       // what a person, a tool or a document can have written
  Prompts instructions;  // of a bot, if the route has them judged
};

// Puts every text that is to be judged into `texts`, which it empties first. False where the body is of no shape that
// is known, or where a part of it is.
//   {"messages": [{"role", "content"}]}   OpenAI chat, Anthropic messages, Bedrock Converse, Ollama chat: text and tool
//                                         results of every turn; of Vercel's AI SDK with "parts"
//   {"requests": [{"params": {"messages"}}]} Anthropic's batches
//   {"input": …, "instructions", "prompt"}   OpenAI responses; `prompt`, if it is there, is one that OpenAI keeps
//   {"prompt": "…" or ["…"]}              OpenAI completions, Ollama generate, and every service with one field
//   {"inputs": "…" or ["…"]}              Hugging Face's inference servers
//   {"contents": [{"role", "parts"}]}     Gemini
//   {"role", "content"}, {"assistant_id"}, {"thread"}, {"tool_outputs"}   OpenAI's threads and their runs
// What the service says of the bot (role system or developer, `system`, `instructions`, …) is instructions if
// `rule.system`. Otherwise it is left out; only if there is nothing else, the system's messages are the prompt. What
// the model has answered (role assistant or model) is left out. A body that needs no prompt counts as one with
// something unread.
//
// Each of `rule.at` must hold a string, or a list of strings. Each of `rule.instructions` may be missing or null;
// otherwise it holds a text, or parts with texts. A * in a pointer is each element of a list. Without `rule.at` a body
// may be in no known shape if `rule.instructions` are named: it holds instructions and no prompt.
[[nodiscard]] bool CollectTexts(const json::Value& body, const RouteRule& rule, Texts& texts);

}  // namespace gatehouse::prompt
