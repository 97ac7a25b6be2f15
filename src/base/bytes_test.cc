#include "base/bytes.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

using namespace std::literals;

TEST(Bytes, Base64ExamplesOfRfc4648) {
  constexpr std::pair<std::string_view, std::string_view> kExamples[] = {{"", ""},
                                                                         {"f", "Zg=="},
                                                                         {"fo", "Zm8="},
                                                                         {"foo", "Zm9v"},
                                                                         {"foob", "Zm9vYg=="},
                                                                         {"fooba", "Zm9vYmE="},
                                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : kExamples) {
    EXPECT_EQ(Base64Encode(bytes), text);
    EXPECT_EQ(Base64Decode(text), bytes);
    const std::string_view bare = text.substr(0, text.find('='));
    EXPECT_EQ(Base64UrlEncode(bytes), bare);
    EXPECT_EQ(Base64UrlDecode(bare), bytes);
  }
  EXPECT_EQ(Base64UrlEncode("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(Base64Encode("\xfb\xff\xfe"), "+//+");
}

TEST(Bytes, Base64EveryByteComesBack) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(Base64UrlDecode(Base64UrlEncode(bytes)), bytes);
    EXPECT_EQ(Base64Decode(Base64Encode(bytes)), bytes);
  }
}

TEST(Bytes, Base64IsStrict) {
  for (const auto text :
       {"Z"sv, "Zg=="sv, "Zh"sv, "Zm9"sv, "Zm 9v"sv, "Zm9v\n"sv, "Zm9+"sv, "Zm9/"sv, "Zm\09"sv, "Z\xc3\xa9v"sv}) {
    EXPECT_EQ(Base64UrlDecode(text), std::nullopt) << text;
  }
  for (const auto text :
       {"Z"sv, "Zg"sv, "Zg="sv, "Zg==="sv, "Z==="sv, "===="sv, "Zh=="sv, "Zm9="sv, "Zg==Zg=="sv, "Zm9-"sv, " Zm9v"sv}) {
    EXPECT_EQ(Base64Decode(text), std::nullopt) << text;
  }
}

TEST(Bytes, Hex) { EXPECT_EQ(HexEncode("\x00\x7f\xA0\xff"sv), "007fa0ff"); }

TEST(Bytes, PercentEncodesAllButUnreserved) {
  EXPECT_EQ(PercentEncode("a/b c~-._\xff"), "a%2Fb%20c~-._%FF");
  EXPECT_EQ(PercentEncode("a/b c", "/"), "a/b%20c");
}

TEST(Bytes, PercentDecodesOnce) {
  EXPECT_EQ(PercentDecode("a%20b%2Fc%2f%00+"), "a b/c/\0+"s);
  EXPECT_EQ(PercentDecode("%252e"), "%2e");
  EXPECT_EQ(PercentDecode(""), "");
  for (const auto text : {"%", "%2", "a%", "%zz", "%2g", "%u0041", "%%41"})
    EXPECT_EQ(PercentDecode(text), std::nullopt);
  EXPECT_EQ(PercentByte("%fFx"), 255);
  EXPECT_EQ(PercentByte("x%ff"), -1);
}

TEST(Bytes, CaseIsAsciiOnly) {
  EXPECT_TRUE(EqualIgnoringCase("Content-Type", "cONTENT-tYPE"));
  EXPECT_FALSE(EqualIgnoringCase("a", "ab"));
  EXPECT_FALSE(EqualIgnoringCase("@", "`"));  // 32 apart, no letters
  EXPECT_FALSE(EqualIgnoringCase("[", "{"));
  EXPECT_FALSE(EqualIgnoringCase("\xc3\x89", "\xc3\xa9"));  // É and é
  EXPECT_EQ(AsciiLower("ABZ@[\xc3\x89"), "abz@[\xc3\x89");
}

TEST(Bytes, TrimSpaceTakesOnlySpacesAndTabs) {
  EXPECT_EQ(TrimSpace(" \t a b\t "), "a b");
  EXPECT_EQ(TrimSpace(" \t "), "");
  EXPECT_EQ(TrimSpace(""), "");
  EXPECT_EQ(TrimSpace("\r\nx\n"), "\r\nx\n");
  EXPECT_EQ(Trim("\r\n a b\n", " \r\n"), "a b");
  EXPECT_EQ(Trim("\n", "\n"), "");
}

TEST(Bytes, Utf8EveryCodePointAndOnlyThose) {
  for (uint32_t point = 0; point <= 0x10FFFF; ++point) {
    std::string bytes;
    const auto tail = [&](int shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
      bytes = {static_cast<char>(point)};
    } else if (point < 0x800) {
      bytes = {static_cast<char>(0xC0U | (point >> 6U)), tail(0)};
    } else if (point < 0x10000) {
      bytes = {static_cast<char>(0xE0U | (point >> 12U)), tail(6), tail(0)};
    } else {
      bytes = {static_cast<char>(0xF0U | (point >> 18U)), tail(12), tail(6), tail(0)};
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    ASSERT_EQ(IsUtf8(bytes), !surrogate) << point;
    if (bytes.size() > 1) {
      ASSERT_FALSE(IsUtf8(std::string_view(bytes).substr(0, bytes.size() - 1))) << point;
    }
  }
}

TEST(Bytes, Utf8RefusesWhatIsMalformed) {
  for (const auto bytes :
       {"\x80"sv, "\xbf"sv, "\xc0\x80"sv, "\xc1\xbf"sv, "\xe0\x9f\xbf"sv, "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv,
        "\xf5\x80\x80\x80"sv, "\xfe"sv, "\xff"sv, "\xc3\x28"sv, "\xe2\x28\xa1"sv, "\xf0\x90\x28\xbc"sv}) {
    EXPECT_FALSE(IsUtf8(bytes));
    EXPECT_FALSE(IsUtf8("twelve bytes" + std::string(bytes) + " and more of them"));
  }
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("nul \0 is a character too"sv));
}

TEST(Bytes, ATextIsCutBetweenCharacters) {
  EXPECT_EQ(CutText("naïve", 10), "naïve");
  EXPECT_EQ(CutText("naïve", 6), "naïve");
  EXPECT_EQ(CutText("naïve", 4), "naï");
  EXPECT_EQ(CutText("naïve", 3), "na");
  EXPECT_EQ(CutText("naïve", 0), "");
  EXPECT_EQ(CutText("\x80\x80\x80", 2), "");
}

}  // namespace
}  // namespace gatehouse::base
