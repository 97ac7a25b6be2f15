// Chooses the template for a prompt: one per model family and kind of task, both recognized by keywords. A stand-in
// for PromptCraft's own enhancement, kept small enough to read. Tested by template_choice_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::examples {

enum class Family { kClaude, kGpt, kGemini, kOpen, kPlain };
enum class Task { kCode, kAnalysis, kWriting, kSummary, kTranslation, kQuestion, kGeneral };

// Decided by the start of the model's name, ignoring case: "gpt-4o" is kGpt. kPlain if the family is unknown.
[[nodiscard]] Family FamilyOf(std::string_view model);

// The task with the most keywords in the prompt; on a tie, the first one in Task. Without any keyword: kQuestion if
// the prompt ends with a question mark, else kGeneral.
[[nodiscard]] Task TaskOf(std::string_view prompt);

struct Enhanced {
  std::string text;
  std::string template_name;  // "claude/code"
};
[[nodiscard]] Enhanced Enhance(std::string_view prompt, std::string_view model);

}  // namespace gatehouse::examples
