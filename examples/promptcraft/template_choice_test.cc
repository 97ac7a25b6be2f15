#include "promptcraft/template_choice.h"

#include <gtest/gtest.h>

namespace gatehouse::examples {
namespace {

TEST(TemplateChoice, TellsTheFamilyFromTheModelsName) {
  EXPECT_EQ(FamilyOf("claude-3-5-sonnet"), Family::kClaude);
  EXPECT_EQ(FamilyOf("GPT-4o"), Family::kGpt);
  EXPECT_EQ(FamilyOf("o3-mini"), Family::kGpt);
  EXPECT_EQ(FamilyOf("gemini-1.5-pro"), Family::kGemini);
  EXPECT_EQ(FamilyOf("llama3:8b"), Family::kOpen);
  EXPECT_EQ(FamilyOf("in-house"), Family::kPlain);
  EXPECT_EQ(FamilyOf(""), Family::kPlain);
}

TEST(TemplateChoice, TellsTheTaskFromItsWords) {
  EXPECT_EQ(TaskOf("Refactor this Python function"), Task::kCode);
  EXPECT_EQ(TaskOf("Compare the risks of both plans"), Task::kAnalysis);
  EXPECT_EQ(TaskOf("Draft an email to the board"), Task::kWriting);
  EXPECT_EQ(TaskOf("Summarise the minutes"), Task::kSummary);
  EXPECT_EQ(TaskOf("Translate it to French, please"), Task::kTranslation);
  EXPECT_EQ(TaskOf("Why is the sky blue"), Task::kQuestion);
  EXPECT_EQ(TaskOf("tea"), Task::kGeneral);
  EXPECT_EQ(TaskOf(""), Task::kGeneral);
}

TEST(TemplateChoice, WholeWordsOnly) { EXPECT_EQ(TaskOf("barcode encoder"), Task::kGeneral); }

TEST(TemplateChoice, MoreWordsWinAndATieGoesToTheFirst) {
  EXPECT_EQ(TaskOf("Explain why, and how: the code"), Task::kQuestion);
  EXPECT_EQ(TaskOf("write code"), Task::kCode);
}

TEST(TemplateChoice, AQuestionMarkIsEnough) { EXPECT_EQ(TaskOf("Is tea good?  \n"), Task::kQuestion); }

TEST(TemplateChoice, ThePromptComesThroughUntouched) {
  const std::string prompt = "Fix the bug in {0} and {braces} < & >";
  const Enhanced enhanced = Enhance(prompt, "claude-3");
  EXPECT_NE(enhanced.text.find(prompt), std::string::npos);
  EXPECT_EQ(enhanced.template_name, "claude/code");
}

TEST(TemplateChoice, EveryFamilyAndTaskHasItsOwnTemplate) {
  EXPECT_EQ(Enhance("hello", "gpt-4o").template_name, "gpt/general");
  EXPECT_EQ(Enhance("hello", "").template_name, "plain/general");
  EXPECT_NE(Enhance("write code", "gemini-pro").text, Enhance("write code", "mistral").text);
  EXPECT_NE(Enhance("write a poem", "gpt-4o").text, Enhance("write code", "gpt-4o").text);
}

}  // namespace
}  // namespace gatehouse::examples
