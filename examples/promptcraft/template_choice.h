// Which template a prompt is put into: one for each family of models and kind of task, both told from words. A stand-in
// for PromptCraft's own enhancement, small enough to be read. Tested by template_choice_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::examples {

enum class Family { kClaude, kGpt, kGemini, kOpen, kPlain };
enum class Task { kCode, kAnalysis, kWriting, kSummary, kTranslation, kQuestion, kGeneral };

// By how the model's name starts, whatever its case: "gpt-4o" is kGpt. kPlain where no family is known.
[[nodiscard]] Family FamilyOf(std::string_view model);

// The task with the most of its words in the prompt; the first of Task on a tie. Without any: kQuestion if the prompt
// ends with a question mark, else kGeneral.
[[nodiscard]] Task TaskOf(std::string_view prompt);

struct Enhanced {
  std::string text;
  std::string template_name;  // "claude/code"
};
[[nodiscard]] Enhanced Enhance(std::string_view prompt, std::string_view model);

}  // namespace gatehouse::examples
