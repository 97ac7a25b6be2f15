#include "gate/inspect/prompt/content.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gatehouse::prompt {
namespace {

using namespace std::literals;

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
                                    "image_file"sv,
                                    "container_upload"sv,
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

// Parts of Bedrock have no type: they are told by the name of a member.
constexpr std::array kBedrockUnread = {"image"sv,   "video"sv,      "audio"sv,
                                       "toolUse"sv, "cachePoint"sv, "reasoningContent"sv};

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

template <size_t kSize>
bool IsOneOf(std::string_view word, const std::array<std::string_view, kSize>& words) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view TextMember(const json::Value& object, std::string_view name) {
  const auto member = object.Member(name);
  return member ? member->String().value_or(std::string_view()) : std::string_view();
}

bool IsNull(const json::Value& value) { return value.kind() == json::Kind::kNull; }

// Every string in the value, however deep: what a tool gave may be any JSON. Names of members are left out.
bool CollectAllStrings(const json::Value& value, Prompts& prompts) {
  if (const auto text = value.String()) prompts.texts.push_back(*text);
  return value.ForEach([&](std::string_view, const json::Value& each) { return CollectAllStrings(each, prompts); });
}

bool CollectGeminiMember(std::string_view name, const json::Value& value, Prompts& prompts) {
  const auto* const known = std::ranges::find(kGeminiMembers, name, [](const auto& member) { return member.first; });
  if (known == kGeminiMembers.end()) return false;
  switch (known->second) {
    case GeminiMember::kText:
      return value.String() && CollectAllStrings(value, prompts);
    case GeminiMember::kResult:
      return CollectAllStrings(value, prompts);
    case GeminiMember::kUnread:
      return prompts.unread = true;
    case GeminiMember::kRemark:
      return true;
  }
  return false;
}

// {"source": {"type", "data"}} of Anthropic, {"source": {"bytes"}} of Bedrock.
bool CollectDocument(const json::Value& document, Prompts& prompts) {
  const auto source = document.Member("source");
  if (!source) return false;
  const bool file = source->Member("bytes") || source->Member("s3Location");
  return file ? (prompts.unread = true) : CollectContent(*source, prompts);
}

bool CollectBedrockPart(const json::Value& part, Prompts& prompts) {
  bool known = false;
  const bool understood = part.ForEach([&](std::string_view name, const json::Value& value) {
    const bool other = IsOneOf(name, kBedrockUnread);
    const bool result = name == "toolResult";
    const bool document = name == "document";
    const bool guarded = name == "guardContent";
    known = known || other || result || document || guarded;
    prompts.unread = prompts.unread || other;
    if (result) return CollectAllStrings(value, prompts);
    if (document) return CollectDocument(value, prompts);
    return !guarded || CollectPart(value, prompts);
  });
  return known && understood;
}

bool CollectText(const json::Value& part, Prompts& prompts) {
  for (const std::string_view name : kTexts) {
    const auto text = part.Member(name);
    if (text) return CollectContent(*text, prompts);
  }
  const auto out = part.Member("stdout");
  const auto error = part.Member("stderr");
  if (!out && !error) return TextMember(part, "type").empty() && CollectBedrockPart(part, prompts);
  return (!out || CollectContent(*out, prompts)) && (!error || CollectContent(*error, prompts));
}

}  // namespace

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
  if (known == kTextParts.end() && type.starts_with("data-")) {  // of an application, by Vercel's AI SDK
    const auto data = part.Member("data");
    return data && CollectAllStrings(*data, prompts);
  }
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

bool CollectGeminiParts(const json::Value& parts, Prompts& prompts) {
  return parts.IsArray() && parts.ForEach([&](std::string_view, const json::Value& part) {
    return part.IsObject() && part.ForEach([&](std::string_view name, const json::Value& value) {
      return CollectGeminiMember(name, value, prompts);
    });
  });
}

bool CollectStrings(const json::Value& value, Prompts& prompts) {
  if (const auto text = value.String()) {
    prompts.texts.push_back(*text);
    return true;
  }
  if (!value.IsArray()) return false;
  return value.ForEach([&](std::string_view, const json::Value& element) {
    const auto text = element.String();
    if (text) prompts.texts.push_back(*text);
    return text.has_value();
  });
}

}  // namespace gatehouse::prompt
