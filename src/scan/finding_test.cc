#include "scan/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Rule& AnyRule() { return *FindRule("github-personal-token"); }

Finding Made(std::string file, std::string secret) {
  return {.rule = &AnyRule(), .file = std::move(file), .secret = std::move(secret)};
}

// Where a hit of these bytes is.
std::vector<Finding> At(std::string_view text, size_t from, size_t to) {
  return Locate(text,
                {Hit{.rule = &AnyRule(), .from = from, .to = to, .secret = std::string(text.substr(from, to - from))}},
                "f");
}

TEST(ScanFinding, A5_TheFingerprintIsOfRuleFileAndSecret) {
  Finding one = Made("a.txt", "secret");
  Finding moved = one;
  moved.line = 99;
  moved.commit = "abc";
  EXPECT_EQ(one.Fingerprint(), moved.Fingerprint());
  EXPECT_EQ(one.Fingerprint().size(), 16U);
  EXPECT_NE(one.Fingerprint(), Made("b.txt", "secret").Fingerprint());
  EXPECT_NE(one.Fingerprint(), Made("a.txt", "other").Fingerprint());
}

TEST(ScanFinding, A5_LittleOfASecretIsShown) {
  EXPECT_EQ(Made("f", "abcdefghijklmnopqrst").Redacted(), "abcd…(20)");
  EXPECT_EQ(Made("f", "abcdefghijklmnopqrs").Redacted(), "…(19)");
  EXPECT_EQ(Made("f", "").Redacted(), "…(0)");
  EXPECT_EQ(Made("f",
                 "abc\xC3\xA4"
                 "efghijklmnopqrstu")
                .Redacted(),
            "abc…(22)");  // no half of a character
  EXPECT_EQ(Made("f", std::string("-----BEGIN ") + "PRIVATE KEY-----\nMC4C").Redacted(), "-----BEGIN…");
}

TEST(ScanFinding, A5_LinesAreCountedFromOneAndColumnsInCharacters) {
  const auto found = At("one\nk\xC3\xA9y: secret!\n", 10, 16);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].secret, "secret");
  EXPECT_EQ(found[0].line, 2U);
  EXPECT_EQ(found[0].column, 6U);
  EXPECT_EQ(found[0].end_column, 12U);
  const auto bytes = At("k\xE9y: secret!\n", 5, 11);  // no UTF-8: bytes
  EXPECT_EQ(bytes[0].column, 6U);
  EXPECT_EQ(At("x", 0, 1)[0].line, 1U);
}

TEST(ScanFinding, A5_SeveralOnALineHaveTheirOwnColumns) {
  const std::string text = "\xC3\xA9 one \xC3\xA9 two \xE9 three\nfour\n";
  std::vector<Hit> hits;
  for (const char* word : {"one", "two", "three", "four"}) {
    const size_t at = text.find(word);
    hits.push_back({.rule = &AnyRule(), .from = at, .to = at + std::string_view(word).size(), .secret = word});
  }
  const auto found = Locate(text, std::move(hits), "f", 7);
  std::vector<std::pair<size_t, size_t>> places;
  for (const Finding& finding : found) places.emplace_back(finding.line, finding.column);
  // After a byte that is not UTF-8, columns are counted in bytes.
  EXPECT_THAT(places, ElementsAre(std::pair(7, 3), std::pair(7, 9), std::pair(7, 17), std::pair(8, 1)));
}

TEST(ScanFinding, A5_TheEndColumnOfSeveralLinesIsThatOfTheFirst) {
  const auto found = At("ab\ncd", 1, 5);
  EXPECT_EQ(found[0].line, 1U);
  EXPECT_EQ(found[0].end_column, 3U);
}

TEST(ScanFinding, A5_ALineThatAllowsItIsLeftOut) {
  const std::string rule(AnyRule().id);
  EXPECT_THAT(At("secret  # gatehouse:allow\n", 0, 6), IsEmpty());
  EXPECT_THAT(At("secret  # gatehouse:allow=" + rule + " why\n", 0, 6), IsEmpty());
  EXPECT_THAT(At("secret  # gatehouse:allow=another gatehouse:allow=" + rule, 0, 6), IsEmpty());
  EXPECT_THAT(At("secret  # gatehouse:allow=another\n", 0, 6), SizeIs(1));
  EXPECT_THAT(At("secret  # gatehouse:allow=" + rule + "x\n", 0, 6), SizeIs(1));
  EXPECT_THAT(At("secret\n# gatehouse:allow\n", 0, 6), SizeIs(1));
}

TEST(ScanFinding, A5_FindingsAreToldByPlace) {
  Finding early = Made("a", "x");
  early.line = 2;
  Finding late = Made("a", "x");
  late.line = 10;
  EXPECT_TRUE(Before(early, late));
  EXPECT_FALSE(Before(late, early));
  EXPECT_FALSE(Before(early, early));
  EXPECT_TRUE(Before(late, Made("b", "x")));
}

}  // namespace
}  // namespace gatehouse::scan
