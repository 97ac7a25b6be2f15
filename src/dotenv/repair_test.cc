#include "dotenv/repair.h"

#include <gtest/gtest.h>

#include "dotenv/grammar.h"
#include "dotenv/testing_files.h"

namespace gatehouse::dotenv {
namespace {

std::string Text(std::string_view bytes) { return std::string(RepairDotenv(bytes).text.Reveal()); }

std::string Utf16(std::string_view ascii, bool big, bool mark) {
  std::string bytes = mark ? (big ? "\xFE\xFF" : "\xFF\xFE") : "";
  for (const char c : ascii) bytes += big ? std::string{'\0', c} : std::string{c, '\0'};
  return bytes;
}

TEST(Repair, A2_WhatPeopleHave) {
  const std::pair<std::string, std::string> cases[] = {
      {"\xEF\xBB\xBF"
       "A=b\n",
       "A=b\n"},
      {Utf16("A=b\r\nC=d\r\n", false, true), "A=b\nC=d\n"},
      {Utf16("A=b\n", true, true), "A=b\n"},
      {Utf16("A=b\n", false, false), "A=b\n"},
      {"A=\u201cb c\u201d\n", "A='b c'\n"},
      {"A=\u2018b c\u2019\n", "A='b c'\n"},
      {"A=\u201eb\u201d\n", "A=b\n"},
      {"\u00a0A\u00a0=\u00a0b\u200b\n", "A=b\n"},
      {"A: b\n", "A= b\n"},
      {"set A=b\n", "A=b\n"},
      {"'A'=c\n", "A=c\n"},
      {"A=1\n# x\nA=2\n", "# x\nA=2\n"},
      {"A=b\rB=c\r", "A=b\nB=c\n"},
  };
  for (const auto& [bytes, expected] : cases) {
    const Repaired repaired = RepairDotenv(bytes);
    EXPECT_EQ(repaired.text.Reveal(), expected);
    EXPECT_FALSE(repaired.repairs.empty()) << bytes;
    EXPECT_TRUE(ParseDotenv(repaired.text.Reveal(), "f"));
    EXPECT_EQ(Text(expected), expected) << "twice changes nothing";
  }
}

TEST(Repair, A2_NamesLinesAndNeverAValue) {
  const Repaired repaired = RepairDotenv("# one\nA=hunter2\nB=\u201chunter3\u201d\nA=hunter4\n");
  ASSERT_EQ(repaired.repairs.size(), 2U);
  EXPECT_EQ(repaired.repairs[0].line, 2U);
  EXPECT_EQ(repaired.repairs[0].what, "A is set again in line 4: this one is gone");
  EXPECT_EQ(repaired.repairs[1].line, 3U);
  for (const Repair& repair : repaired.repairs) EXPECT_FALSE(repair.what.contains("hunter"));
}

TEST(Repair, A2_WhatIsGoodKeepsItsMeaning) {
  std::mt19937 random(11);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = RandomDotenv(random);
    const auto before = ParseDotenv(text, "f");
    if (!before) continue;
    const auto after = ParseDotenv(Text(text), "f");
    ASSERT_TRUE(after) << text << (after ? "" : after.error().Text());
    ASSERT_EQ(before->size(), after->size()) << text;
    for (size_t n = 0; n < before->size(); ++n) {
      EXPECT_EQ((*before)[n].name, (*after)[n].name) << text;
      EXPECT_EQ((*before)[n].value.Reveal(), (*after)[n].value.Reveal()) << text;
    }
  }
}

TEST(Repair, A2_WhatIsLeftIsToldByTheLinesOfTheFileAsItWas) {
  const auto problems = WhatIsLeft(RepairDotenv("A=1\nB='two\nlines'\nA=2\nno setting\nA=3\nC='open\n"), "f");
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].where, "f:5");
  EXPECT_EQ(problems[1].where, "f:7");
}

TEST(Repair, A2_HelpIsOfferedWhereThereIsHelp) {
  EXPECT_TRUE(ProblemsAndHelp("A=b\n", "f").empty());
  EXPECT_EQ(ProblemsAndHelp("no setting\n", "f").back().fix.find("env import"), std::string::npos);
  EXPECT_NE(ProblemsAndHelp("no setting\nA=1\nA=2\n", "f").back().fix.find("env import"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse::dotenv
