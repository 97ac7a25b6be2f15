#include "base/eight_bytes.h"

#include <gtest/gtest.h>

#include <string>

#include "base/bytes.h"
#include "base/fold.h"

namespace gatehouse::base {
namespace {

TEST(EightBytes, EveryByteOfAShortTextCounts) {
  for (size_t size = 0; size < kEight; ++size) {
    const std::string text(size, 'a');
    for (size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      EXPECT_NE(FewBytes(text), FewBytes(other)) << size << " " << at;
    }
    EXPECT_EQ(FewBytes(text), FewBytes(std::string(size, 'a')));
  }
}

TEST(EightBytes, EveryByteOfALongTextIsLookedAt) {
  for (size_t size = 0; size < 40; ++size) {
    const std::string text(size, 'a');
    EXPECT_TRUE(IsAscii(text));
    EXPECT_TRUE(EqualIgnoringCase(text, std::string(size, 'A')));
    for (size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      EXPECT_FALSE(EqualIgnoringCase(text, other)) << size << " " << at;
      other[at] = '\x80';
      EXPECT_FALSE(IsAscii(other)) << size << " " << at;
    }
  }
}

TEST(EightBytes, OnlyLettersOfAsciiHaveACase) {
  for (unsigned c = 0; c < 256; ++c) {
    // Beside bytes that a carry would reach.
    const uint64_t bytes = 0xFF00007F005A4100 | c;
    const uint64_t lower = LowerOfEight(bytes);
    EXPECT_EQ(lower >> 8U, 0xFF00007F007A61) << c;
    EXPECT_EQ(lower & 0xFFU, c >= 'A' && c <= 'Z' ? c + 0x20 : c);
  }
}

TEST(EightBytes, CaseIsIgnoredOfLettersOnly) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::string one(9, static_cast<char>(a));
      const std::string other(9, static_cast<char>(b));
      const auto lower = [](unsigned c) { return c >= 'A' && c <= 'Z' ? c + 0x20 : c; };
      ASSERT_EQ(EqualIgnoringCase(one, other), lower(a) == lower(b)) << a << " " << b;
    }
  }
}

}  // namespace
}  // namespace gatehouse::base
