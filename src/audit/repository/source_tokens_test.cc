#include "audit/repository/source_tokens.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

TEST(SourceTokens, PythonStrings) {
  const auto tokens =
      Tokenise("x = f\"SELECT {a['b']} {{c}}\"  # f\"SELECT {no}\"\ny = r'\\d' '''a\nb''' B\"z\"", Language::kPython);
  EXPECT_EQ(tokens[2].text, "SELECT \x01 {c}}");
  EXPECT_EQ(tokens[2].put_in[0], "a['b']");
  EXPECT_EQ(tokens[5].text, "\\d");
  EXPECT_EQ(tokens[6].text, "a\nb");
  EXPECT_EQ(tokens[7].text, "z");
  EXPECT_EQ(tokens[7].line, 3U);
  EXPECT_EQ(tokens[8].kind, Token::Kind::kEnd);
}

TEST(SourceTokens, JavaScriptTemplatesAndRegularExpressions) {
  const auto tokens = Tokenise("a = `x ${f({b: `}`})} y`; /* `c` */ r = s.replace(/[/\"]/g, '') // d\nq = a / b / c",
                               Language::kJavaScript);
  EXPECT_EQ(tokens[2].put_in[0], "f({b: `}`})");
  EXPECT_EQ(tokens[2].text, "x \x01 y");
  EXPECT_EQ(tokens[10].kind, Token::Kind::kRegex);
  EXPECT_TRUE(tokens[12].IsString());
  EXPECT_EQ(tokens[14].text, "q");
  EXPECT_TRUE(tokens[17].Is("/"));
}

TEST(SourceTokens, BracketsAreFound) {
  const auto tokens = Tokenise("f(a, [b(c)], {})", Language::kPython);
  EXPECT_EQ(ClosingBracket(tokens, 1), tokens.size() - kEndTokens - 1);
  const auto open = Tokenise("f(a", Language::kPython);
  EXPECT_EQ(ClosingBracket(open, 1), open.size() - kEndTokens);
}

TEST(SourceTokens, OddTextsDoNotBreakIt) {
  for (const char* text : {"", "\"", "'''", "f\"{", "`${", "`${`${", "\\", "/", "/[", "f'{'", "\"\\", "#", "/*",
                           "\x80\xff", "f\"\"\"{\n"}) {
    for (const Language language : {Language::kPython, Language::kJavaScript})
      EXPECT_LT(Tokenise(text, language).size(), 16U) << text;
  }
}

TEST(SourceTokens, A17_BracketsInBracketsAreFollowedToABound) {
  std::string text;
  for (size_t i = 0; i < 2 * kMaxBracketTokens; ++i) text += "f(";
  const auto tokens = Tokenise(text, Language::kPython);
  EXPECT_EQ(ClosingBracket(tokens, 1), 1 + kMaxBracketTokens);
  EXPECT_EQ(ClosingBracket(tokens, tokens.size() - kEndTokens - 1), tokens.size() - kEndTokens);
}

}  // namespace
}  // namespace gatehouse::audit
