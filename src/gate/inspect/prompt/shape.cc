#include "gate/inspect/prompt/shape.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/fold.h"
#include "gate/inspect/prompt/pointer.h"

namespace gatehouse::prompt {
namespace {

// Members of the known shapes that hold prompts. A body has one of them: a service that took another one would get what
// nobody looked at.
constexpr auto kPromptMembers =
    std::to_array<std::string_view>({"messages", "input", "inputs", "prompt", "contents", "requests", "tool_outputs"});
// Members that say what the bot is, of any known shape. Ollama has `template`, Gemini both spellings of its own.
constexpr auto kSystemMembers = std::to_array<std::string_view>(
    {"system", "instructions", "additional_instructions", "systemInstruction", "system_instruction", "template"});

bool IsOfModel(std::string_view role) { return role == "assistant" || role == "model"; }

bool IsNull(const json::Value& value) { return value.kind() == json::Kind::kNull; }

// Instructions: a text, parts, Gemini's {"parts": …}, or none.
bool CollectInstructions(const json::Value& value, Prompts& instructions) {
  if (IsNull(value)) return true;
  const auto parts = value.Member("parts");
  return parts ? CollectGeminiParts(*parts, instructions) : CollectContent(value, instructions);
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

// The texts of a body in one of the known shapes.
class KnownShape {
 public:
  KnownShape(const json::Value& body, const RouteRule& rule, Texts& texts)
      : body_(body), rule_(rule), texts_(texts), prompts_(texts.prompts), instructions_(texts.instructions) {}

  [[nodiscard]] bool Collect() { return body_.IsObject() && CollectPromptMembers() && CollectSystemMembers(); }

 private:
  // Nothing where the policy says that it holds instructions.
  [[nodiscard]] std::optional<json::Value> Member(std::string_view name) const {
    const bool instructs =
        std::ranges::any_of(rule_.instructions, [&](std::string_view pointer) { return BeginsWith(pointer, name); });
    return instructs ? std::nullopt : body_.Member(name);
  }

  bool CollectPromptMembers() {
    const auto prompt = Member("prompt");
    const bool stored = prompt && prompt->IsObject();
    if (stored && !CollectStoredPrompt(*prompt, prompts_)) return false;
    const auto count =
        std::ranges::count_if(kPromptMembers, [&](std::string_view name) { return Member(name).has_value(); });
    const auto given = count - (stored ? 1 : 0);
    if (given > 1) return false;
    if (given == 0) return stored || CollectOther();
    if (prompt && !stored) return CollectStrings(*prompt, prompts_) && CollectSuffix();
    const auto input = Member("input");
    if (input) return input->String() ? CollectStrings(*input, prompts_) : CollectTurns(*input);
    if (const auto inputs = Member("inputs")) return CollectStrings(*inputs, prompts_);
    if (const auto outputs = Member("tool_outputs")) return CollectToolOutputs(*outputs);
    if (const auto requests = Member("requests")) return CollectBatch(*requests);
    const auto contents = Member("contents");
    return contents ? CollectContents(*contents) : CollectTurns(*Member("messages"));
  }

  // {"requests": [{"custom_id", "params": {"messages": …}}]}: Anthropic's batches.
  bool CollectBatch(const json::Value& requests) {
    return requests.IsArray() && requests.ForEach([&](std::string_view, const json::Value& request) {
      const auto params = request.Member("params");
      return params && params->Member("messages") && KnownShape(*params, rule_, texts_).Collect();
    });
  }

  // What comes after the place that the model fills in.
  bool CollectSuffix() {
    const auto suffix = Member("suffix");
    return !suffix || IsNull(*suffix) || CollectStrings(*suffix, prompts_);
  }

  bool CollectToolOutputs(const json::Value& outputs) {
    return outputs.IsArray() && outputs.ForEach([&](std::string_view, const json::Value& each) {
      const auto output = each.Member("output");
      return output && CollectStrings(*output, prompts_);
    });
  }

  // A message of a thread, a run of an assistant, or an assistant.
  bool CollectOther() {
    if (Member("role") && Member("content")) return CollectTurn(body_, Turns::kOfOthers);
    prompts_.unread = true;
    if (!Member("assistant_id")) return !rule_.instructions.empty() || (rule_.system && Member("instructions"));
    const auto more = Member("additional_messages");
    const auto thread = Member("thread");
    if (more && !IsNull(*more) && !CollectTurns(*more)) return false;
    if (!thread || IsNull(*thread)) return true;
    const auto messages = thread->Member("messages");
    return thread->IsObject() && (!messages || CollectTurns(*messages));
  }

  enum class Turns : uint8_t { kOfOthers, kOfSystemToo };

  bool CollectTurns(const json::Value& turns) {
    if (!turns.IsArray()) return false;
    prompts_.conversation = true;
    const auto collect = [&](Turns whose) {
      return turns.ForEach([&](std::string_view, const json::Value& turn) { return CollectTurn(turn, whose); });
    };
    if (!collect(Turns::kOfOthers)) return false;
    // Some services put all of it into a system message.
    return rule_.system || !prompts_.texts.empty() || prompts_.unread || collect(Turns::kOfSystemToo);
  }

  bool CollectTurn(const json::Value& turn, Turns whose) {
    if (turn.String()) return CollectPart(turn, prompts_);  // one of several inputs
    if (!turn.IsObject()) return false;
    const auto role = turn.Member("role");
    if (!role) return CollectPart(turn, prompts_);  // an item of a response, such as what a function gave
    if (!role->String()) return false;
    if (IsOfModel(*role->String())) return true;
    const bool system = *role->String() == "system" || *role->String() == "developer";
    if (system && !rule_.system && whose == Turns::kOfOthers) return true;
    // Vercel's AI SDK sends parts, in place of the content or beside it: a service may read either.
    const auto content = turn.Member("content");
    const auto parts = turn.Member("parts");
    Prompts& place = system && rule_.system ? instructions_ : prompts_;
    return (content || parts) && (!content || CollectContent(*content, place)) &&
           (!parts || CollectContent(*parts, place));
  }

  // Gemini's turns: {"role", "parts"}, whose role may be missing.
  bool CollectContents(const json::Value& contents) {
    prompts_.conversation = true;
    return contents.IsArray() && contents.ForEach([&](std::string_view, const json::Value& turn) {
      const auto role = turn.Member("role");
      if (role && !role->String()) return false;
      if (role && IsOfModel(*role->String())) return true;
      const auto parts = turn.Member("parts");
      return parts && CollectGeminiParts(*parts, prompts_);
    });
  }

  bool CollectSystemMembers() {
    if (!rule_.system) return true;
    return body_.ForEach([&](std::string_view name, const json::Value& value) {
      const bool folded =
          std::ranges::any_of(kSystemMembers, [&](std::string_view each) { return base::EqualFolded(name, each); });
      if (!folded) return true;
      // In other letters some services would read it, and others not.
      const bool known = std::ranges::find(kSystemMembers, name) != kSystemMembers.end();
      return known && CollectInstructions(value, instructions_);
    });
  }

  const json::Value& body_;
  const RouteRule& rule_;
  Texts& texts_;
  Prompts& prompts_;
  Prompts& instructions_;
};

bool CollectPromptsAt(const json::Value& body, const RouteRule& rule, Prompts& prompts) {
  return std::ranges::all_of(rule.at, [&](std::string_view pointer) {
    return VisitPointer(body, pointer, Missing::kRefused,
                        [&](const json::Value& value) { return CollectStrings(value, prompts); });
  });
}

bool CollectInstructionsAt(const json::Value& body, const RouteRule& rule, Prompts& instructions) {
  return std::ranges::all_of(rule.instructions, [&](std::string_view pointer) {
    return VisitPointer(body, pointer, Missing::kAllowed,
                        [&](const json::Value& value) { return CollectInstructions(value, instructions); });
  });
}

}  // namespace

bool CollectTexts(const json::Value& body, const RouteRule& rule, Texts& texts) {
  texts.prompts.Clear();
  texts.instructions.Clear();
  const bool prompts =
      rule.at.empty() ? KnownShape(body, rule, texts).Collect() : CollectPromptsAt(body, rule, texts.prompts);
  return prompts && CollectInstructionsAt(body, rule, texts.instructions);
}

}  // namespace gatehouse::prompt
