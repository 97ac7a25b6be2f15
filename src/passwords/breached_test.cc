#include "passwords/breached.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/testing_folder.h"

namespace gatehouse::passwords {
namespace {

using testing::HasSubstr;

// SHA-1 of "password", as everybody knows it.
constexpr std::string_view kPasswordDigest = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";

std::string DigestOf(std::string_view password) {
  const auto digest = crypto::Sha1ForBreachedLists(password);
  std::string hex = base::HexEncode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  std::ranges::transform(hex, hex.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return hex;
}

class Breached : public testing::Test {
 protected:
  // Many lines, sorted, `password 0` … in them, each seen its number + 1 times.
  std::string WriteSorted(int lines, const std::string& end = "\n") {
    std::vector<std::string> sorted;
    for (int i = 0; i < lines; ++i) {
      sorted.push_back(DigestOf("password " + std::to_string(i)) + ":" + std::to_string(i + 1) + end);
    }
    std::ranges::sort(sorted);
    std::string text;
    for (const std::string& line : sorted) text += line;
    return folder_.Write("sorted.txt", text);
  }
  // A folder with the ranges of these passwords, each with its line.
  std::string WriteRanges(const std::vector<std::string>& passwords, const std::string& ending) {
    for (const std::string& password : passwords) {
      const std::string digest = DigestOf(password);
      folder_.Write(digest.substr(0, 5) + ending, "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n" + digest.substr(5) +
                                                      ":42\r\n" + "FFFFF45C4D1DEF81644B54AB7F969B88D65:0\r\n");
    }
    return folder_.path();
  }

  base::testing::Folder folder_;
};

TEST_F(Breached, A10_KnownDigest) { EXPECT_EQ(DigestOf("password"), kPasswordDigest); }

TEST_F(Breached, A10_EveryLineOfASortedFileIsFound) {
  for (const char* end : {"\n", "\r\n"}) {
    for (const int lines : {1, 2, 3, 64, 1000}) {
      const auto list = BreachedList::Open(WriteSorted(lines, end));
      ASSERT_TRUE(list.has_value()) << list.error().Text();
      for (int i = 0; i < lines; ++i) EXPECT_EQ(list->Count("password " + std::to_string(i)).value(), i + 1U);
      EXPECT_EQ(list->Count("kV9#mq2!Lr7&zT").value(), 0U);
      EXPECT_EQ(list->Count("").value(), 0U);
    }
  }
}

TEST_F(Breached, A10_LastLineNeedsNoNewline) {
  const auto list = BreachedList::Open(folder_.Write("one", std::string(kPasswordDigest) + ":9659365"));
  ASSERT_TRUE(list.has_value()) << list.error().Text();
  EXPECT_EQ(list->Count("password").value(), 9'659'365U);
  EXPECT_EQ(list->Count("passwords").value(), 0U);
}

TEST_F(Breached, A10_LowerCaseDigits) {
  const auto list = BreachedList::Open(folder_.Write("lower", base::AsciiLower(kPasswordDigest) + ":7\n"));
  EXPECT_EQ(list.value().Count("password").value(), 7U);
}

TEST_F(Breached, A10_Ranges) {
  for (const char* ending : {"", ".txt"}) {
    const auto list = BreachedList::Open(WriteRanges({"password", "gatehouse", "letmein"}, ending));
    ASSERT_TRUE(list.has_value()) << list.error().Text();
    EXPECT_EQ(list->Count("password").value(), 42U);
    EXPECT_EQ(list->Count("letmein").value(), 42U);
  }
}

TEST_F(Breached, A10_PaddingIsNotABreach) {
  WriteRanges({"gatehouse"}, "");
  folder_.Write(std::string(kPasswordDigest.substr(0, 5)), std::string(kPasswordDigest.substr(5)) + ":0\r\n");
  EXPECT_EQ(BreachedList::Open(folder_.path()).value().Count("password").value(), 0U);
}

TEST_F(Breached, A10_AMissingRangeIsNoAnswerAndItsNameIsNotTold) {
  const auto list = BreachedList::Open(WriteRanges({"gatehouse"}, ""));
  ASSERT_TRUE(list.has_value());
  const auto count = list->Count("password");
  ASSERT_FALSE(count.has_value());
  EXPECT_THAT(count.error().Text(), testing::Not(HasSubstr(std::string(kPasswordDigest.substr(0, 5)))));
}

TEST_F(Breached, A10_WhatIsNoListIsRefused) {
  EXPECT_THAT(BreachedList::Open(folder_.At("absent")).error().what, HasSubstr("not there"));
  const std::string digest(kPasswordDigest);
  for (const std::string& text :
       {std::string(), std::string("password\n"), digest + "\n", digest + ":\n", digest + ":1x\n",
        "Z" + digest.substr(1) + ":1\n", digest + ":1" + std::string(200, '0') + "\n", std::string(5000, 'A')}) {
    EXPECT_FALSE(BreachedList::Open(folder_.Write("list", text)).has_value()) << text.substr(0, 50);
  }
  EXPECT_FALSE(BreachedList::Open(folder_.path()).has_value());  // a folder without ranges
}

TEST_F(Breached, A10_OrderedByCountIsRefused) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += DigestOf("password " + std::to_string(i)) + ":1\n";
  EXPECT_FALSE(BreachedList::Open(folder_.Write("by-count", text)).has_value());
}

}  // namespace
}  // namespace gatehouse::passwords
