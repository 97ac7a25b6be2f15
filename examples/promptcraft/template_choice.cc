#include "promptcraft/template_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <vector>

namespace gatehouse::examples {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

struct ModelPrefix {
  std::string_view prefix;
  Family family;
};
constexpr ModelPrefix kModels[] = {
    {"claude", Family::kClaude}, {"gpt", Family::kGpt},      {"chatgpt", Family::kGpt},   {"o1", Family::kGpt},
    {"o3", Family::kGpt},        {"o4", Family::kGpt},       {"gemini", Family::kGemini}, {"gemma", Family::kOpen},
    {"llama", Family::kOpen},    {"mistral", Family::kOpen}, {"mixtral", Family::kOpen},  {"qwen", Family::kOpen},
    {"deepseek", Family::kOpen}, {"phi", Family::kOpen},
};

// The form of prompts for a model family. {0} is the role, {1} the instruction, {2} the prompt.
struct Frame {
  Family family;
  std::string_view name;
  std::string_view text;
};
constexpr Frame kFrames[] = {
    {Family::kClaude, "claude",
     "<role>{0}</role>\n<instructions>{1}</instructions>\n<request>\n{2}\n</request>\n"
     "Think it through first, then give the answer alone."},
    {Family::kGpt, "gpt",
     "# Role\n{0}\n\n# Instructions\n{1}\n\n# Request\n{2}\n\n# Answer\nIn Markdown, without preamble."},
    {Family::kGemini, "gemini", "Role: {0}\nTask: {1}\nRequest: {2}\nFormat: short sections with headings."},
    {Family::kOpen, "open", "### Instruction\n{0} {1}\n\n### Input\n{2}\n\n### Response\n"},
    {Family::kPlain, "plain", "{0} {1}\n\n{2}"},
};

struct TaskWords {
  Task task;
  std::string_view name;
  std::string_view role;
  std::string_view instructions;
  std::array<std::string_view, 14> words;  // lower case; empty ones are not used
};
constexpr TaskWords kTasks[] = {
    {Task::kCode,
     "code",
     "You are an experienced software engineer.",
     "State your assumptions, write complete code that handles errors, and show one test.",
     {"code", "function", "bug", "debug", "refactor", "implement", "class", "python", "c++", "javascript", "sql",
      "script", "compile", "algorithm"}},
    {Task::kAnalysis,
     "analysis",
     "You are a careful analyst.",
     "Separate what is known from what is inferred, weigh the alternatives, and end with a recommendation.",
     {"analyse", "analyze", "analysis", "compare", "evaluate", "assess", "trend", "trends", "pros", "cons", "risk",
      "risks", "data", "metrics"}},
    {Task::kWriting,
     "writing",
     "You are a writer with a plain style.",
     "Keep to the audience and length asked for; prefer concrete words to abstract ones.",
     {"write", "draft", "essay", "story", "poem", "email", "letter", "blog", "article", "rewrite", "tone", "headline",
      "speech", "slogan"}},
    {Task::kSummary,
     "summary",
     "You are an editor who shortens without losing the point.",
     "Keep every figure and name that matters and add nothing of your own.",
     {"summarise", "summarize", "summary", "tldr", "shorten", "condense", "digest", "recap"}},
    {Task::kTranslation,
     "translation",
     "You are a professional translator.",
     "Keep meaning, register and formatting; leave names as they are.",
     {"translate", "translation", "german", "french", "spanish", "italian", "japanese", "chinese"}},
    {Task::kQuestion,
     "question",
     "You are a knowledgeable teacher.",
     "Answer in the first sentence, then explain; say so where you are not sure.",
     {"what", "why", "how", "when", "where", "who", "which", "explain", "meaning", "difference"}},
    {Task::kGeneral, "general", "You are a helpful assistant.", "Be accurate and to the point.", {}},
};

// Splits into runs of letters, digits and '+' ("c++"), in lower case.
std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : Lower(text)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

template <typename Row, typename Key, size_t N>
const Row& RowOf(const Row (&table)[N], Key Row::* member, Key key) {
  return *std::ranges::find(table, key, member);
}

}  // namespace

Family FamilyOf(std::string_view model) {
  const std::string name = Lower(model);
  const auto* const row =
      std::ranges::find_if(kModels, [&](const ModelPrefix& m) { return name.starts_with(m.prefix); });
  return row == std::end(kModels) ? Family::kPlain : row->family;
}

Task TaskOf(std::string_view prompt) {
  const std::vector<std::string> words = Words(prompt);
  const auto hits = [&](const TaskWords& task) {
    return std::ranges::count_if(words, [&](const std::string& word) {
      return !word.empty() && std::ranges::find(task.words, word) != task.words.end();
    });
  };
  const auto* const best = std::ranges::max_element(kTasks, {}, hits);
  if (hits(*best) > 0) return best->task;
  const size_t last = prompt.find_last_not_of(" \t\r\n");
  return last != std::string_view::npos && prompt[last] == '?' ? Task::kQuestion : Task::kGeneral;
}

Enhanced Enhance(std::string_view prompt, std::string_view model) {
  const Frame& frame = RowOf(kFrames, &Frame::family, FamilyOf(model));
  const TaskWords& task = RowOf(kTasks, &TaskWords::task, TaskOf(prompt));
  return {.text = fmt::format(fmt::runtime(frame.text), task.role, task.instructions, prompt),
          .template_name = fmt::format("{}/{}", frame.name, task.name)};
}

}  // namespace gatehouse::examples
