#include "gate/inspect/prompt/shape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace gatehouse::prompt {
namespace {

using Texts = std::vector<std::string_view>;

constexpr std::array<std::string_view, 4> kOwnRoles = {"system", "developer", "assistant", "model"};
// Parts of a message that hold no text of a prompt: pictures, sound, files, what the model thought and called.
constexpr std::array<std::string_view, 16> kOtherParts = {
    "image",      "image_url",     "input_image",    "input_audio",       "audio",   "file",
    "input_file", "tool_use",      "thinking",       "redacted_thinking", "refusal", "output_text",
    "reasoning",  "function_call", "item_reference", "server_tool_use"};

template <size_t kSize>
bool IsOneOf(std::string_view word, const std::array<std::string_view, kSize>& words) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view TextMember(const json::Value& object, std::string_view name) {
  const auto member = object.Member(name);
  return member ? member->String().value_or(std::string_view()) : std::string_view();
}

bool CollectContent(const json::Value& content, Texts& texts);

// {"type": "text", "text": …} and similar ones.
bool CollectPart(const json::Value& part, Texts& texts) {
  if (const auto text = part.String()) {
    texts.push_back(*text);
    return true;
  }
  if (!part.IsObject()) return false;
  const std::string_view type = TextMember(part, "type");
  if (IsOneOf(type, kOtherParts)) return true;
  if (type == "tool_result" || type == "document" || type == "search_result") {
    const auto content = part.Member(type == "document" ? "source" : "content");
    if (!content || content->kind() == json::Kind::kNull) return type == "tool_result";
    return CollectContent(*content, texts);
  }
  if (type == "function_call_output") {
    const auto output = part.Member("output");
    return output && CollectContent(*output, texts);
  }
  // A document's source: its text, its parts, or a file that is none.
  if (type == "base64" || type == "url") return true;
  for (const std::string_view name : {"text", "data", "content"}) {
    const auto text = part.Member(name);
    if (text) return CollectContent(*text, texts);
  }
  return false;
}

bool CollectContent(const json::Value& content, Texts& texts) {
  if (!content.IsArray()) return CollectPart(content, texts);
  return content.ForEach([&](std::string_view, const json::Value& part) { return CollectPart(part, texts); });
}

// One turn of a conversation.
bool CollectMessage(const json::Value& message, Texts& texts) {
  if (!message.IsObject()) return false;
  const auto role = message.Member("role");
  if (!role) return CollectPart(message, texts);  // an item of a response, such as what a function gave
  if (!role->String()) return false;
  const auto content = message.Member("content");
  if (IsOneOf(*role->String(), kOwnRoles)) return true;
  return content && CollectContent(*content, texts);
}

bool CollectMessages(const json::Value& messages, Texts& texts) {
  if (!messages.IsArray()) return false;
  return messages.ForEach([&](std::string_view, const json::Value& message) { return CollectMessage(message, texts); });
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

}  // namespace

bool CollectPrompts(const json::Value& body, Texts& texts) {
  texts.clear();
  if (!body.IsObject()) return false;
  const auto messages = body.Member("messages");
  const auto input = body.Member("input");
  const auto prompt = body.Member("prompt");
  // One of them: a service that took the other one would get what nobody looked at.
  if (int{messages.has_value()} + int{input.has_value()} + int{prompt.has_value()} != 1) return false;
  if (messages) return CollectMessages(*messages, texts);
  if (prompt) return CollectStrings(*prompt, texts);
  return input->String() ? CollectStrings(*input, texts) : CollectMessages(*input, texts);
}

bool CollectPromptsAt(const json::Value& body, std::span<const std::string> pointers, Texts& texts) {
  texts.clear();
  return std::ranges::all_of(pointers, [&](std::string_view pointer) {
    std::optional<json::Value> value = body;
    while (value && !pointer.empty()) {
      const size_t end = std::min(pointer.find('/', 1), pointer.size());
      value = Step(*value, pointer.substr(1, end - 1));
      pointer.remove_prefix(end);
    }
    return value && CollectStrings(*value, texts);
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
