#include "gate/inspect/prompt/shape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace gatehouse::prompt {
namespace {

using namespace std::literals;
using Texts = std::vector<std::string_view>;

constexpr std::array<std::string_view, 2> kInstructing = {"system", "developer"};
constexpr std::array<std::string_view, 2> kAnswering = {"assistant", "model"};

// Parts of a message, and items of a response, that hold no text of a prompt: pictures, sound, files, what the model
// thought and called.
constexpr std::array kOtherParts = {"image"sv,
                                    "image_url"sv,
                                    "input_image"sv,
                                    "input_audio"sv,
                                    "audio"sv,
                                    "file"sv,
                                    "input_file"sv,
                                    "tool_use"sv,
                                    "thinking"sv,
                                    "redacted_thinking"sv,
                                    "refusal"sv,
                                    "output_text"sv,
                                    "reasoning"sv,
                                    "function_call"sv,
                                    "item_reference"sv,
                                    "server_tool_use"sv,
                                    "web_search_call"sv,
                                    "computer_call"sv,
                                    "image_generation_call"sv,
                                    "custom_tool_call"sv,
                                    "shell_call"sv,
                                    "local_shell_call"sv,
                                    "apply_patch_call"sv,
                                    "mcp_list_tools"sv,
                                    "compaction"sv,
                                    "tool_search_call"sv,
                                    "mcp_approval_request"sv,
                                    "computer_screenshot"sv};

// Parts and items whose text is in one member: results of tools, documents.
struct TextPart {
  std::string_view type;
  std::string_view member;
  bool may_lack = true;  // the member, or it is null
};
constexpr std::array kTextParts = {
    TextPart{"document", "source", false},
    TextPart{"search_result", "content", false},
    TextPart{"tool_result", "content"},
    TextPart{"function_call_output", "output", false},
    TextPart{"custom_tool_call_output", "output", false},
    TextPart{"local_shell_call_output", "output", false},
    TextPart{"shell_call_output", "output", false},
    TextPart{"computer_call_output", "output", false},
    TextPart{"apply_patch_call_output", "output"},
    TextPart{"mcp_call", "output"},
    TextPart{"mcp_approval_response", "reason"},
    TextPart{"file_search_call", "results"},
    TextPart{"code_interpreter_call", "outputs"},
};

// The members of which one has the text of any other part.
constexpr std::array kTexts = {"text"sv, "data"sv, "content"sv, "logs"sv};

template <size_t kSize>
bool IsOneOf(std::string_view word, const std::array<std::string_view, kSize>& words) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view TextMember(const json::Value& object, std::string_view name) {
  const auto member = object.Member(name);
  return member ? member->String().value_or(std::string_view()) : std::string_view();
}

bool IsNull(const json::Value& value) { return value.kind() == json::Kind::kNull; }

bool CollectContent(const json::Value& content, Prompts& prompts);

bool CollectText(const json::Value& part, Prompts& prompts) {
  for (const std::string_view name : kTexts) {
    const auto text = part.Member(name);
    if (text) return CollectContent(*text, prompts);
  }
  const auto out = part.Member("stdout");
  const auto error = part.Member("stderr");
  return (out || error) && (!out || CollectContent(*out, prompts)) && (!error || CollectContent(*error, prompts));
}

// {"type": "text", "text": …} and similar ones.
bool CollectPart(const json::Value& part, Prompts& prompts) {
  if (const auto text = part.String()) {
    prompts.texts.push_back(*text);
    return true;
  }
  if (!part.IsObject()) return false;
  const std::string_view type = TextMember(part, "type");
  // A document's source may be a file.
  if (IsOneOf(type, kOtherParts) || type == "base64" || type == "url") return prompts.unread = true;
  const auto* const known = std::ranges::find(kTextParts, type, &TextPart::type);
  if (known == kTextParts.end()) {
    const bool has_text = CollectText(part, prompts);
    if (!has_text && prompts.unknown.empty()) prompts.unknown = type;
    return has_text;
  }
  const auto member = part.Member(known->member);
  if (!member || IsNull(*member)) return known->may_lack;
  return CollectContent(*member, prompts);
}

bool CollectContent(const json::Value& content, Prompts& prompts) {
  if (!content.IsArray()) return CollectPart(content, prompts);
  return content.ForEach([&](std::string_view, const json::Value& part) { return CollectPart(part, prompts); });
}

enum class Turns : uint8_t { kOfOthers, kInstructionsToo };

// One turn of a conversation.
bool CollectMessage(const json::Value& message, Turns turns, Prompts& prompts) {
  if (message.String()) return CollectPart(message, prompts);  // one of several inputs
  if (!message.IsObject()) return false;
  const auto role = message.Member("role");
  if (!role) return CollectPart(message, prompts);  // an item of a response, such as what a function gave
  if (!role->String()) return false;
  const auto content = message.Member("content");
  if (IsOneOf(*role->String(), kAnswering)) return true;
  if (turns == Turns::kOfOthers && IsOneOf(*role->String(), kInstructing)) return true;
  return content && CollectContent(*content, prompts);
}

bool CollectMessages(const json::Value& messages, Prompts& prompts) {
  if (!messages.IsArray()) return false;
  prompts.conversation = true;
  const auto collect = [&](Turns turns) {
    return messages.ForEach(
        [&](std::string_view, const json::Value& message) { return CollectMessage(message, turns, prompts); });
  };
  if (!collect(Turns::kOfOthers)) return false;
  // Some services put all of it into a system message.
  return !prompts.texts.empty() || prompts.unread || collect(Turns::kInstructionsToo);
}

// Every string of what a function gave, whatever its form.
bool CollectAllStrings(const json::Value& value, Texts& texts) {
  if (const auto text = value.String()) texts.push_back(*text);
  return value.ForEach([&](std::string_view, const json::Value& element) { return CollectAllStrings(element, texts); });
}

// A part of Gemini's contents is told by its members' names, each in two spellings.
enum class GeminiMember : uint8_t { kText, kResult, kUnread, kRemark };
constexpr std::array kGeminiMembers = {
    std::pair{"text"sv, GeminiMember::kText},
    std::pair{"functionResponse"sv, GeminiMember::kResult},
    std::pair{"function_response"sv, GeminiMember::kResult},
    std::pair{"codeExecutionResult"sv, GeminiMember::kResult},
    std::pair{"code_execution_result"sv, GeminiMember::kResult},
    std::pair{"inlineData"sv, GeminiMember::kUnread},
    std::pair{"inline_data"sv, GeminiMember::kUnread},
    std::pair{"fileData"sv, GeminiMember::kUnread},
    std::pair{"file_data"sv, GeminiMember::kUnread},
    std::pair{"functionCall"sv, GeminiMember::kUnread},
    std::pair{"function_call"sv, GeminiMember::kUnread},
    std::pair{"executableCode"sv, GeminiMember::kUnread},
    std::pair{"executable_code"sv, GeminiMember::kUnread},
    std::pair{"thought"sv, GeminiMember::kRemark},
    std::pair{"thoughtSignature"sv, GeminiMember::kRemark},
    std::pair{"thought_signature"sv, GeminiMember::kRemark},
    std::pair{"videoMetadata"sv, GeminiMember::kRemark},
    std::pair{"video_metadata"sv, GeminiMember::kRemark},
};

bool CollectGeminiMember(std::string_view name, const json::Value& value, Prompts& prompts) {
  const auto* const known = std::ranges::find(kGeminiMembers, name, [](const auto& member) { return member.first; });
  if (known == kGeminiMembers.end()) return false;
  switch (known->second) {
    case GeminiMember::kText:
      return value.String() && CollectAllStrings(value, prompts.texts);
    case GeminiMember::kResult:
      return CollectAllStrings(value, prompts.texts);
    case GeminiMember::kUnread:
      return prompts.unread = true;
    case GeminiMember::kRemark:
      return true;
  }
  return false;
}

bool CollectGeminiTurn(const json::Value& turn, Prompts& prompts) {
  if (!turn.IsObject()) return false;
  const auto role = turn.Member("role");
  if (role && !role->String()) return false;
  if (role && IsOneOf(*role->String(), kAnswering)) return true;
  const auto parts = turn.Member("parts");
  return parts && parts->IsArray() && parts->ForEach([&](std::string_view, const json::Value& part) {
    return part.IsObject() && part.ForEach([&](std::string_view name, const json::Value& value) {
      return CollectGeminiMember(name, value, prompts);
    });
  });
}

bool CollectGeminiContents(const json::Value& contents, Prompts& prompts) {
  prompts.conversation = true;
  return contents.IsArray() &&
         contents.ForEach([&](std::string_view, const json::Value& turn) { return CollectGeminiTurn(turn, prompts); });
}

bool CollectStrings(const json::Value& value, Texts& texts) {
  if (const auto text = value.String()) {
    texts.push_back(*text);
    return true;
  }
  if (!value.IsArray()) return false;
  return value.ForEach([&](std::string_view, const json::Value& element) {
    const auto text = element.String();
    if (text) texts.push_back(*text);
    return text.has_value();
  });
}

// Names are compared with ~1 as / and ~0 as ~.
bool IsName(std::string_view name, std::string_view escaped) {
  size_t at = 0;
  for (size_t i = 0; i < escaped.size(); ++i, ++at) {
    char c = escaped[i];
    if (c == '~') c = escaped[++i] == '1' ? '/' : '~';
    if (at == name.size() || name[at] != c) return false;
  }
  return at == name.size();
}

std::optional<json::Value> Step(const json::Value& value, std::string_view token) {
  std::optional<json::Value> found;
  size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool is_index = error == std::errc() && end == token.data() + token.size();
  if (value.IsArray() && !is_index) return found;
  size_t at = 0;
  value.ForEach([&](std::string_view name, const json::Value& each) {
    const bool here = value.IsArray() ? at == index : IsName(name, token);
    if (here) found = each;
    ++at;
    return !here;
  });
  return found;
}

// {"requests": [{"custom_id", "params": {"messages": …}}]}: Anthropic's batches.
bool CollectBatch(const json::Value& requests, Prompts& prompts) {
  return requests.IsArray() && requests.ForEach([&](std::string_view, const json::Value& request) {
    const auto params = request.Member("params");
    const auto messages = params ? params->Member("messages") : std::nullopt;
    return messages && CollectMessages(*messages, prompts);
  });
}

// {"id", "version", "variables": {…}}: a prompt that the model's service keeps. What a person wrote is in its
// variables.
bool CollectStoredPrompt(const json::Value& prompt, Prompts& prompts) {
  prompts.unread = true;
  return prompt.Member("id") && prompt.ForEach([&](std::string_view name, const json::Value& value) {
    if (name == "id" || name == "version") return value.String() || IsNull(value);
    if (name != "variables") return false;
    return IsNull(value) || (value.IsObject() && value.ForEach([&](std::string_view, const json::Value& variable) {
             return CollectPart(variable, prompts);
           }));
  });
}

}  // namespace

bool CollectPrompts(const json::Value& body, Prompts& prompts) {
  prompts.Clear();
  if (!body.IsObject()) return false;
  const auto messages = body.Member("messages");
  const auto input = body.Member("input");
  const auto prompt = body.Member("prompt");
  const auto contents = body.Member("contents");
  const auto requests = body.Member("requests");
  const bool stored = prompt && prompt->IsObject();
  if (stored && !CollectStoredPrompt(*prompt, prompts)) return false;
  // One of them: a service that took the other one would get what nobody looked at.
  const int given = int{messages.has_value()} + int{input.has_value()} + int{contents.has_value()} +
                    int{requests.has_value()} + int{prompt && !stored};
  if (given != 1) return given == 0 && stored;
  if (messages) return CollectMessages(*messages, prompts);
  if (contents) return CollectGeminiContents(*contents, prompts);
  if (requests) return CollectBatch(*requests, prompts);
  if (!input) return CollectStrings(*prompt, prompts.texts);
  return input->String() ? CollectStrings(*input, prompts.texts) : CollectMessages(*input, prompts);
}

bool CollectPromptsAt(const json::Value& body, std::span<const std::string> pointers, Prompts& prompts) {
  prompts.Clear();
  return std::ranges::all_of(pointers, [&](std::string_view pointer) {
    std::optional<json::Value> value = body;
    while (value && !pointer.empty()) {
      const size_t end = std::min(pointer.find('/', 1), pointer.size());
      value = Step(*value, pointer.substr(1, end - 1));
      pointer.remove_prefix(end);
    }
    return value && CollectStrings(*value, prompts.texts);
  });
}

bool IsPointer(std::string_view text) {
  if (!text.starts_with('/')) return false;
  for (size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

}  // namespace gatehouse::prompt
