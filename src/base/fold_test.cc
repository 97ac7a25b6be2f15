#include "base/fold.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

TEST(Fold, B6_LettersThatReadersTakeForOneAnother) {
  EXPECT_EQ(FoldCase("Source"), "source");
  EXPECT_EQ(FoldCase("\xC5\xBFource"), "source");  // U+017F
  EXPECT_EQ(FoldCase("\u212Aey"), "key");          // U+212A
  EXPECT_EQ(FoldCase("\xC4\xB0\xC4\xB1"), "ii");   // U+0130, U+0131
  EXPECT_EQ(FoldCase("\xCE\xA3\xCF\x82\xCF\x83"), "\xCF\x83\xCF\x83\xCF\x83");
  EXPECT_EQ(FoldCase("\xC3\x84"), "\xC3\xA4");
  EXPECT_TRUE(EqualFolded("time\xC5\xBFtamp", "TIMESTAMP"));
  EXPECT_FALSE(EqualFolded("source", "sources"));
  EXPECT_FALSE(EqualFolded("\xC3\x9F", "ss")) << "one code point stays one";
}

TEST(Fold, BytesThatAreNoUtf8StayAsTheyAre) {
  EXPECT_EQ(FoldCase("\xFF\x41\xC5"), "\xFF\x61\xC5");
  EXPECT_EQ(FoldCase(""), "");
}

TEST(Fold, FindsHighBytesWhereverTheyStand) {
  for (size_t size = 1; size < 40; ++size) {
    EXPECT_TRUE(IsAscii(std::string(size, 'a')));
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '\x80';
      EXPECT_FALSE(IsAscii(text)) << size << " " << at;
    }
  }
}

}  // namespace
}  // namespace gatehouse::base
