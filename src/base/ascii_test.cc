#include "base/ascii.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::base {
namespace {

std::string Members(bool (*is)(char)) {
  std::string members;
  for (int c = 0; c < 256; ++c) {
    if (is(static_cast<char>(c))) members += static_cast<char>(c);
  }
  return members;
}

TEST(Ascii, ClassesHoldTheseCharactersOfAll256AndNoOthers) {
  const std::string digits = "0123456789";
  const std::string lower = "abcdefghijklmnopqrstuvwxyz";
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  EXPECT_EQ(Members(IsDigit), digits);
  EXPECT_EQ(Members(IsLower), lower);
  EXPECT_EQ(Members(IsUpper), upper);
  EXPECT_EQ(Members(IsLetter), upper + lower);
  EXPECT_EQ(Members(IsAlnum), digits + upper + lower);
  EXPECT_EQ(Members(IsUnreserved), "-." + digits + upper + "_" + lower + "~");
  std::string controls;
  for (char c = 0; c < ' '; ++c) controls += c;
  EXPECT_EQ(Members(IsControl), controls + '\x7F');
}

TEST(Ascii, CaseChangesLettersOnly) {
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    EXPECT_EQ(ToLower(c), IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c) << i;
    EXPECT_EQ(ToUpper(c), IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c) << i;
  }
}

TEST(Ascii, AWholeTextOfDigits) {
  EXPECT_TRUE(AllDigits(""));
  EXPECT_TRUE(AllDigits("0190"));
  EXPECT_FALSE(AllDigits("19a"));
  EXPECT_FALSE(AllDigits("-1"));
  EXPECT_TRUE(AllHex(""));
  EXPECT_TRUE(AllHex("09afAF"));
  EXPECT_FALSE(AllHex("0g"));
  EXPECT_FALSE(AllHex("0x12"));
  EXPECT_TRUE(AllLowerHex("09af"));
  EXPECT_FALSE(AllLowerHex("09aF"));
}

}  // namespace
}  // namespace gatehouse::base
