#include "events/seal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::events {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

std::vector<SealedLine> Lines(std::initializer_list<const char*> texts) {
  std::vector<SealedLine> lines;
  for (const char* text : texts) lines.push_back(SealLine(std::string(text) + "\n"));
  return lines;
}

class SealTest : public ::testing::Test {
 protected:
  std::string Written(const std::vector<SealedLine>& lines, bool closed) {
    SealChain chain(head_);
    std::string text = HeadRecord(head_);
    for (const SealedLine& line : lines) {
      text += LineRecord(line);
      chain.Add(line);
    }
    return text + SignatureRecord(head_, chain, closed, kNow, key_).value();
  }
  base::Result<Seal> Parse(const std::string& text) { return ParseSeal(text, &public_); }

  SealHead head_{.segment = 7, .inode = "8:1", .previous = std::string(64, 'a')};
  crypto::PrivateKey key_ = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa).value();
  crypto::PublicKey public_ = key_.Public();
};

TEST_F(SealTest, A16_IsReadAsItWasWritten) {
  const auto lines = Lines({"one", "two", ""});
  const auto seal = Parse(Written(lines, true));
  ASSERT_TRUE(seal) << seal.error().Text();
  EXPECT_EQ(seal->head.segment, 7U);
  EXPECT_EQ(seal->head.inode, "8:1");
  EXPECT_EQ(seal->head.previous, head_.previous);
  EXPECT_EQ(seal->lines, lines);
  EXPECT_EQ(seal->signed_lines, 3U);
  EXPECT_EQ(seal->signed_at, kNow);
  EXPECT_TRUE(seal->closed);
}

TEST_F(SealTest, A16_AnyChangeOfTheSealShows) {
  const std::string good = Written(Lines({"one", "two"}), true);
  for (size_t at = 0; at + 1 < good.size(); ++at) {
    std::string changed = good;
    changed[at] = changed[at] == 'b' ? 'c' : 'b';
    EXPECT_FALSE(Parse(changed)) << at << ": " << changed;
  }
  const auto other = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa)->Public();
  EXPECT_FALSE(ParseSeal(good, &other)) << "somebody else's signature";
  EXPECT_FALSE(Parse(""));
  EXPECT_FALSE(Parse(good + "L 00 1\n")) << "behind the end";
}

TEST_F(SealTest, A16_WhatACrashCutShortIsLeftOut) {
  const std::string good = Written(Lines({"one"}), false);
  const std::string more = LineRecord(SealLine("two\n"));
  for (size_t size = 1; size < more.size(); ++size) {
    const auto seal = Parse(good + more.substr(0, size));
    ASSERT_TRUE(seal);
    EXPECT_EQ(seal->lines.size(), 1U);
    EXPECT_EQ(seal->whole_bytes, good.size());
  }
  const auto unsigned_line = Parse(good + more);
  ASSERT_TRUE(unsigned_line);
  EXPECT_EQ(unsigned_line->lines.size(), 2U);
  EXPECT_EQ(unsigned_line->signed_lines, 1U);
}

TEST_F(SealTest, A16_TheFirstLineThatIsNotAsItWasIsNamed) {
  const auto sealed = Lines({"one", "two", "three", "four", "five"});
  const auto broken = [&](const std::vector<SealedLine>& found, bool closed = true) {
    const auto at = FirstBroken(sealed, found, closed);
    return at ? std::to_string(at->line) + " " + std::string(Name(at->how)) : std::string("whole");
  };
  EXPECT_EQ(broken(sealed), "whole");
  EXPECT_EQ(broken(Lines({"one", "zwei", "three", "four", "five"})), "2 changed");
  EXPECT_EQ(broken(Lines({"one", "three", "four", "five"})), "2 removed");
  EXPECT_EQ(broken(Lines({"one", "four", "five"})), "2 removed");
  EXPECT_EQ(broken(Lines({"one", "two", "new", "three", "four", "five"})), "3 inserted");
  EXPECT_EQ(broken(Lines({"one", "new", "newer", "two", "three", "four", "five"})), "2 inserted");
  EXPECT_EQ(broken(Lines({"one", "two", "three", "four"})), "5 removed");
  EXPECT_EQ(broken(Lines({"one", "two", "three", "four", "fünf"})), "5 changed");
  EXPECT_EQ(broken({}), "1 removed");
  EXPECT_EQ(broken(Lines({"one", "two", "three", "four", "five", "six"})), "6 inserted");
  EXPECT_EQ(broken(Lines({"one", "two", "three", "four", "five", "six"}), false), "whole") << "it came later";
}

}  // namespace
}  // namespace gatehouse::events
