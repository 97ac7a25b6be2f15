// What each byte is, for all 256 of them at every place of a block, by every way of reading that this processor has.
#include "answers/byte_masks.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace gatehouse::answers {
namespace {

bool IsWord(int c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }
bool IsKey(int c) { return IsWord(c) || c == '_' || c == '-' || c == '.'; }
bool IsCode(int c) { return IsWord(c) || c == '_' || c == '-' || c == '+' || c == '/'; }

class ByteMasksTest : public ::testing::TestWithParam<ReadMasks> {
 protected:
  ByteMasks Read(std::string_view block) {
    std::array<ByteMasks, 2> masks;
    GetParam()((std::string(kBlock, ' ') + std::string(block)).data(), masks);
    return masks[1];
  }
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ByteMasksTest);
INSTANTIATE_TEST_SUITE_P(Readers, ByteMasksTest, ::testing::ValuesIn(MaskReaders().begin(), MaskReaders().end()),
                         [](const auto& of) { return of.index == 0 ? "Fastest" : "Other"; });

TEST_P(ByteMasksTest, TellsEveryByteAtEveryPlace) {
  for (int c = 0; c < 256; ++c) {
    if (c == ' ') continue;
    for (size_t at = 0; at < kBlock; ++at) {
      std::string block(kBlock, ' ');
      block[at] = static_cast<char>(c);
      const ByteMasks masks = Read(block);
      const uint64_t bit = uint64_t{1} << at;
      EXPECT_EQ(masks.words, IsWord(c) ? bit : 0) << c;
      EXPECT_EQ(masks.signs, c == '@' ? bit : 0) << c;
      EXPECT_EQ(masks.dollars, c == '$' ? bit : 0) << c;
      EXPECT_EQ(masks.fours, 0U) << c;
      EXPECT_EQ(masks.codes, 0U) << c;
      EXPECT_EQ(masks.pairs, (c | 0x20) == 'b' && at == kBlock - 1 ? bit : 0) << c;
    }
  }
}

TEST_P(ByteMasksTest, TellsGroupsOfFour) {
  for (int c = 0; c < 256; ++c) {
    for (size_t at = 0; at < kBlock; ++at) {
      std::string block(kBlock, 'x');
      block[at] = static_cast<char>(c);
      const uint64_t group = uint64_t{15} << (at / 4 * 4);
      EXPECT_EQ(Read(block).fours, IsKey(c) ? ~uint64_t{0} : ~group) << c;
      EXPECT_EQ(Read(block).codes, IsCode(c) ? 0xFFFFU : 0xFFFFU & ~(1U << (at / 4))) << c;
    }
  }
}

TEST_P(ByteMasksTest, TellsPairs) {
  for (const std::string_view pair : {"ba", "be", "bh", "BA", "BE", "bE", "Ba", "BH"}) {
    for (size_t at = 0; at + 1 < kBlock; ++at) {
      std::string block(kBlock, ' ');
      block.replace(at, 2, pair);
      EXPECT_EQ(Read(block).pairs, uint64_t{1} << at) << pair;
    }
  }
  for (const std::string_view other : {"bi", "ab", "ca", "b ", "bA\xC3",
                                       "\xE2"
                                       "a"}) {
    const uint64_t expected = other == "bA\xC3" ? 2U : 0U;
    std::string block(kBlock, ' ');
    block.replace(1, other.size(), other);
    EXPECT_EQ(Read(block).pairs, expected) << other;
  }
}

}  // namespace
}  // namespace gatehouse::answers
