// What one text holds, with every rule there is; and where it stands (finding.h).
#include "scan/text_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "scan/finding.h"
#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Hit> HitsIn(std::string_view text, bool binary = false) {
  auto scanner = TextScanner::For(EveryRule());
  EXPECT_TRUE(scanner);
  return *scanner->Scan(text, binary);
}
std::vector<Finding> FindingsIn(std::string_view text) { return Locate(text, HitsIn(text), "file"); }

const std::string kToken = Example("ghp_<36:alnum>", 3);

TEST(TextScanner, A5_TheWholeSecretIsFoundHoweverLong) {
  const std::string token = Example("hvb.<480:url>", 9);
  const auto hits = HitsIn("x " + token + " y");
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].secret, token);
  EXPECT_EQ(hits[0].from, 2);
  EXPECT_EQ(hits[0].to, 2 + token.size());
}

TEST(TextScanner, ALongerTextIsNoKey) {
  EXPECT_THAT(HitsIn("x" + kToken), IsEmpty());
  EXPECT_THAT(HitsIn(kToken + "x"), IsEmpty());
}

TEST(TextScanner, EscapesInFrontOfAKeyAreNoPartOfIt) {
  for (const std::string& front : {std::string("\\n"), std::string("%3D"), std::string("\\\""), std::string("=")}) {
    EXPECT_THAT(HitsIn("x" + front + kToken), SizeIs(1)) << front;
  }
}

TEST(TextScanner, QuotesThatAreEscapedInJsonHideNothing) {
  EXPECT_THAT(HitsIn(R"({"body": "{\"password\": \")" + Example("<20:alnum>", 4) + R"(\"}"})"), SizeIs(1));
}

TEST(TextScanner, EachOfManyIsFoundOnce) {
  std::string text;
  for (uint32_t seed = 1; seed <= 50; ++seed) text += "token " + Example("ghp_<36:alnum>", seed) + "\n";
  EXPECT_THAT(HitsIn(text), SizeIs(50));
}

TEST(TextScanner, TheMoreTellingRuleWins) {
  const auto hits = HitsIn("github_token = \"" + kToken + "\"");
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].rule->id, "github-personal-token");
}

TEST(TextScanner, Base64IsOpenedOnce) {
  const std::string once = base::Base64Encode("the token is " + kToken + " and so on");
  const auto hits = HitsIn("data: " + once);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_TRUE(hits[0].encoded);
  EXPECT_EQ(hits[0].secret, kToken);
  EXPECT_EQ(hits[0].from, 6);
  EXPECT_THAT(HitsIn("data: " + base::Base64Encode(once)), IsEmpty());
}

// Texts are looked at in blocks of sixteen characters: it must not matter where in them a run begins and ends.
TEST(TextScanner, Base64IsSeenWhereverItBegins) {
  const std::string token = base::Base64Encode(kToken);
  for (size_t shift = 0; shift < 40; ++shift) {
    for (const std::string& around :
         {std::string(" "), std::string("=,."), std::string("\x7F\x80\xFF"), std::string()}) {
      const std::string before = std::string(shift, ':') + around;
      const auto hits = HitsIn(before + token + around + std::string(shift % 7, '@'));
      ASSERT_THAT(hits, SizeIs(1)) << shift << around;
      EXPECT_EQ(hits[0].from, before.size());
      EXPECT_EQ(hits[0].secret, kToken);
    }
  }
}

TEST(TextScanner, InBinaryFilesOnlyKeysOfAKnownFormCount) {
  const std::string text =
      std::string("\0\1", 2) + kToken + std::string(1, '\0') + "password = \"" + Example("<20:alnum>", 4) + "\"";
  EXPECT_TRUE(IsBinary(text));
  const auto hits = HitsIn(text, true);
  ASSERT_THAT(hits, SizeIs(1));
  EXPECT_EQ(hits[0].secret, kToken);
}

TEST(TextScanner, Utf16IsRead) {
  std::string text;
  const std::string little = std::string("\xFF\xFE", 2) + std::string("k\0=\0\xAC\x20", 6);
  EXPECT_TRUE(FromUtf16(little, text));
  EXPECT_EQ(text, "k=\xE2\x82\xAC");
  EXPECT_TRUE(FromUtf16(std::string("\xFE\xFF\xD8\x3D\xDE\x00", 6), text));
  EXPECT_EQ(text, "\xF0\x9F\x98\x80");
  EXPECT_FALSE(FromUtf16("plain", text));
}

TEST(Finding, HasLineAndColumn) {
  const auto findings = FindingsIn("é\n\n é " + kToken + "\n");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].line, 3);
  EXPECT_EQ(findings[0].column, 4);
  EXPECT_EQ(findings[0].end_column, 44);
}

TEST(Finding, ALineMayAllowIt) {
  EXPECT_THAT(FindingsIn(kToken + "  # gatehouse:allow"), IsEmpty());
  EXPECT_THAT(FindingsIn(kToken + "  # gatehouse:allow=github-personal-token"), IsEmpty());
  EXPECT_THAT(FindingsIn(kToken + "  # gatehouse:allow=slack-bot-token"), SizeIs(1));
  EXPECT_THAT(FindingsIn("# gatehouse:allow\n" + kToken), SizeIs(1));
}

TEST(Finding, IsNotShownWhole) {
  const auto findings = FindingsIn(kToken);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].Redacted(), "ghp_…(40)");
  EXPECT_EQ((Finding{.secret = "hunter22!"}).Redacted(), "…(9)");
}

TEST(Finding, ItsFingerprintStaysWhenItMoves) {
  const auto here = FindingsIn(kToken);
  const auto there = FindingsIn("\n\n  " + kToken);
  EXPECT_EQ(here[0].Fingerprint(), there[0].Fingerprint());
  EXPECT_EQ(here[0].Fingerprint().size(), 16);
  EXPECT_NE(here[0].Fingerprint(), FindingsIn(Example("ghp_<36:alnum>", 5))[0].Fingerprint());
}

}  // namespace
}  // namespace gatehouse::scan
