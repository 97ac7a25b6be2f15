#include "gate/inspect/prompt/strict.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::prompt {
namespace {

using gate::Reason;

void ExpectSentence(std::string_view prompt, std::string_view sentence) {
  EXPECT_EQ(gate::Describe(JudgeStrictly(prompt)).sentence, sentence) << prompt;
}

TEST(StrictPrompt, C16_XssDetection) {
  ExpectSentence("<script>alert('xss')</script>", "Potentially malicious content detected");
}

TEST(StrictPrompt, C16_SqlInjectionDetection) {
  ExpectSentence("'; DROP TABLE users; --", "Potential SQL injection attempt detected");
}

TEST(StrictPrompt, C8_EmptyAndTooLong) {
  for (const char* blank : {"", " ", "\t\n\r\v\f", "\x1c\x1f", "\u00a0\u3000\u2028\u205f"}) {
    ExpectSentence(blank, "Prompt cannot be empty");
  }
  EXPECT_EQ(JudgeStrictly("\u200b"), Reason::kAllowed);  // no white space
  EXPECT_EQ(JudgeStrictly(std::string(50'000, 'a')), Reason::kAllowed);
  ExpectSentence(std::string(50'001, 'a'), "Prompt exceeds maximum length");
}

TEST(StrictPrompt, C8_LengthIsCountedInCodePoints) {
  std::string smiles;
  for (int i = 0; i < 50'000; ++i) smiles += "\U0001F600";
  EXPECT_EQ(JudgeStrictly(smiles), Reason::kAllowed);
  EXPECT_EQ(JudgeStrictly(smiles + "a"), Reason::kPromptTooLong);
}

TEST(StrictPrompt, C8_Markup) {
  for (const char* prompt : {"<SCRIPT>x</ScRiPt>", "<script\n src=x>y</script>", "<scriptx>y</script>", "JavaScript:x",
                             "data:text/html,x", "vbscript:x", "onclick=x", "<img onerror \n = x>", "conversation=",
                             "on1=", "o\u017fscript <\u017fcript></script>", "<script>\n<script></script>",
                             "<script> <script>\n</script> <script></script>", "ON\u00e9 ="}) {
    EXPECT_EQ(JudgeStrictly(prompt), Reason::kPromptMarkup) << prompt;
  }
  for (const char* prompt : {"<script>x", "<script x</script", "<script>\n</script>", "script></script>", "on =",
                             "on\u00a0=", "java script:", "only", "on\u2019s = 1", "<script>\n</script\n><script>"}) {
    EXPECT_EQ(JudgeStrictly(prompt), Reason::kAllowed) << prompt;
  }
}

TEST(StrictPrompt, C8_Sql) {
  for (const char* prompt :
       {"select", "please Select one", "(UNION)", "drop.", "insert\u00a0x", "in\u017fert it", "a -- b", "C#", "/*",
        "*/", "this or that = those", "AND=", "1 or 1=1", "x=\nor =", "or\u2028="}) {
    EXPECT_EQ(JudgeStrictly(prompt), Reason::kPromptSql) << prompt;
  }
  for (const char* prompt : {"selected", "select_all", "reselect", "\u00e9select", "updates", "a - b", "or\n=", "= or",
                             "for x = y", "band = 1", "hand\n= or", "x = 1 or so"}) {
    EXPECT_EQ(JudgeStrictly(prompt), Reason::kAllowed) << prompt;
  }
}

TEST(StrictPrompt, C8_MarkupIsToldBeforeSql) { EXPECT_EQ(JudgeStrictly("select javascript:"), Reason::kPromptMarkup); }

TEST(StrictPrompt, LongPromptsOfOnePartAreReadOnce) {
  for (const std::string part : {"<script", "<script>", "on", "or ", "or\n", "<script>\n", ">", "\u00e9", "and =\n"}) {
    std::string prompt;
    while (prompt.size() + part.size() <= kMaxCodePoints) prompt += part;
    (void)JudgeStrictly(prompt);
  }
}

}  // namespace
}  // namespace gatehouse::prompt
