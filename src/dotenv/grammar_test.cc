#include "dotenv/grammar.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace gatehouse::dotenv {
namespace {

// The value of A in the only setting of `text`, or the error in angle brackets.
std::string ValueOf(std::string_view text) {
  const auto settings = ParseDotenv(text, "f");
  if (!settings) return "<" + settings.error().what + ">";
  if (settings->size() != 1 || settings->front().name != "A") return "<another setting>";
  return std::string(settings->front().value.Reveal());
}

TEST(DotenvGrammar, A2_ReadsEveryKindOfValue) {
  const std::map<std::string_view, std::string_view> kValues = {
      {"A=b", "b"},
      {"A=", ""},
      {"A=\n", ""},
      {"  export  A = b c \t\n", "b c"},
      {"export\tA=b", "b"},
      {"A=b # comment", "b"},
      {"A=b\t#comment", "b"},
      {"A=b#c", "b#c"},
      {"A=#c", "#c"},
      {"A= # comment", ""},
      {"A= #", ""},
      {"A=b\"c'd", "b\"c'd"},
      {"A=b\r\n", "b"},
      {"A='b # c' # d", "b # c"},
      {"A='b\\n\"c'", "b\\n\"c"},
      {"A=`b'\"\\n`", "b'\"\\n"},
      {"A=\"b\\n\\t\\\\\\\"'\\'\"#c", "b\n\t\\\"''"},
      {"A=\"\\d\\$x\"", "\\d\\$x"},
      {"A=\"b\\\\\"", "b\\"},
      {"A=\"one\ntwo\"", "one\ntwo"},
      {"A='one\r\ntwo'\r\n", "one\ntwo"},
      {"A=`one\n\n#two\nB=3`", "one\n\n#two\nB=3"},
      {"A=${HOME}$(id)`id`", "${HOME}$(id)`id`"},
      {"A=\"${HOME}\"", "${HOME}"},
      {"A=a=b==", "a=b=="},
      {"A=\xC3\xA9", "\xC3\xA9"},
      {"# B=1\n\n \t\nA=b\n#", "b"},
  };
  for (const auto& [text, value] : kValues) EXPECT_EQ(ValueOf(text), value) << text;
}

TEST(DotenvGrammar, A2_RefusesWhatOthersGuessAt) {
  const std::map<std::string_view, std::string_view> kFaults = {
      {"A", "<Not a setting>"},
      {"A b=c", "<Not a setting>"},
      {"1A=b", "<Not a setting>"},
      {"A-B=c", "<Not a setting>"},
      {"A: b", "<Not a setting>"},
      {"=b", "<Not a setting>"},
      {"'A'=b", "<Not a setting>"},
      {"export =", "<another setting>"},  // a setting by the name of export, as every grammar has it
      {"A='b", "<A quote begins here and does not end>"},
      {"A=\"b\\\"", "<A quote begins here and does not end>"},
      {"A='b'c", "<There is text after the closing quote>"},
      {"A='it\\'s'", "<There is text after the closing quote>"},
      {"A=b\nA=b", "<Sets a name that is set above>"},
      {"A=b\rc", "<Holds a carriage return that ends no line>"},
      {"A='b\rc'", "<Holds a carriage return that ends no line>"},
      {"A=b\r", "<Holds a carriage return that ends no line>"},
      {"A=b\x1b[0m", "<Holds a control character>"},
      {"A='b' #\x07", "<Holds a control character>"},
      {"#\x07\nA=b", "<Holds a control character>"},
      {"A=\xC3", "<Is not UTF-8>"},
      {"\xEF\xBB\xBF"
       "A=b",
       "<Begins with a byte order mark>"},
      {std::string_view("A=b\0", 4), "<Holds a NUL>"},
  };
  for (const auto& [text, fault] : kFaults) EXPECT_EQ(ValueOf(text), fault) << text;
}

TEST(DotenvGrammar, A2_AnErrorNamesTheLineAndNothingOfIt) {
  const auto settings = ParseDotenv("A=1\nB='x\ny'\nC=hunter2\nC=hunter3\n", ".env");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().where, ".env:5");
  EXPECT_FALSE(settings.error().Text().contains("hunter"));
  EXPECT_FALSE(settings.error().Text().contains("C="));
}

TEST(DotenvGrammar, A2_LinesAreCountedOverValuesOfSeveral) {
  const auto settings = ParseDotenv("A='1\n2'\r\n\nB=3", "f");
  ASSERT_TRUE(settings);
  ASSERT_EQ(settings->size(), 2U);
  EXPECT_EQ((*settings)[0].line, 1U);
  EXPECT_EQ((*settings)[1].line, 4U);
}

TEST(DotenvGrammar, A2_IsBounded) {
  EXPECT_FALSE(ParseDotenv(std::string(kMaxFileBytes + 1, '#'), "f"));
  EXPECT_TRUE(ParseDotenv(std::string(kMaxFileBytes, '#'), "f"));
  std::string text;
  for (size_t i = 0; i < kMaxSettings; ++i) text += "A" + std::to_string(i) + "=\n";
  EXPECT_TRUE(ParseDotenv(text, "f"));
  EXPECT_FALSE(ParseDotenv(text + "B=\n", "f"));
  EXPECT_TRUE(ParseDotenv(std::string(kMaxNameBytes, 'A') + "=", "f"));
  EXPECT_FALSE(ParseDotenv(std::string(kMaxNameBytes + 1, 'A') + "=", "f"));
}

TEST(DotenvGrammar, A2_AValueIsSpelledSoThatItIsReadBack) {
  const std::map<std::string_view, std::string_view> kSpelled = {
      {"", ""},
      {"plain-1.2/3:4@5%6+7,8", "plain-1.2/3:4@5%6+7,8"},
      {"two words", "'two words'"},
      {"it's", "\"it's\""},
      {"a\\b", "'a\\b'"},
      {"a\\\\b", "\"a\\\\\\\\b\""},
      {"a b\\", "\"a b\\\\\""},
      {"it's $x", "\"it's $x\""},
      {"$x", "'$x'"},
      {"#", "'#'"},
      {"one\ntwo", "'one\ntwo'"},
      {"one\r\ntwo", "\"one\\r\ntwo\""},
      {"'\"", "\"'\\\"\""},
  };
  for (const auto& [value, spelled] : kSpelled) EXPECT_EQ(SpellValue(value)->Reveal(), spelled);
  EXPECT_FALSE(SpellValue(std::string_view("a\0b", 3)));
  EXPECT_FALSE(SpellValue("\xFF"));
}

TEST(DotenvGrammar, A2_AnyValueSurvivesBeingSpelled) {
  std::mt19937 random(20261122);  // NOLINT(cert-msc51-cpp): the same values each time
  constexpr std::string_view kAlphabet[] = {"a", " ", "'", "\"", "`",    "\\",       "\n", "\r",
                                            "#", "=", "$", "\t", "\x1b", "\xC3\xA9", "n"};
  for (int i = 0; i < 10'000; ++i) {
    std::string value;
    for (size_t n = random() % 12; n > 0; --n) value += kAlphabet[random() % std::size(kAlphabet)];
    const auto spelled = SpellValue(value);
    ASSERT_TRUE(spelled);
    ASSERT_EQ(ValueOf("A=" + std::string(spelled->Reveal())), value);
  }
}

}  // namespace
}  // namespace gatehouse::dotenv
