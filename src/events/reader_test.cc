#include "events/reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/testing_folder.h"

namespace gatehouse::events {
namespace {

class ReaderTest : public ::testing::Test {
 protected:
  void Append(std::string_view text) const { std::ofstream(file_, std::ios::app) << text; }
  // The next line, or "-" where there is none yet.
  static std::string Next(Reader& reader) {
    const auto line = reader.Next();
    EXPECT_TRUE(line) << line.error().Text();
    return *line ? std::string((*line)->text) : "-";
  }

  base::testing::Folder folder_;
  const std::string file_ = folder_.At("events.jsonl");
};

TEST_F(ReaderTest, A14_HandsOutWholeLinesOnly) {
  Append("one\ntwo\nthr");
  auto reader = Reader::Open(file_);
  ASSERT_TRUE(reader);
  EXPECT_EQ(Next(*reader), "one");
  EXPECT_EQ(Next(*reader), "two");
  EXPECT_EQ(Next(*reader), "-");
  Append("ee\n");
  EXPECT_EQ(Next(*reader), "three");
}

TEST_F(ReaderTest, A14_GoesOnWhereItLeftOff) {
  Append("one\ntwo\n");
  auto first = Reader::Open(file_);
  ASSERT_TRUE(first);
  EXPECT_EQ(Next(*first), "one");
  auto second = Reader::Open(file_, first->offset());
  ASSERT_TRUE(second);
  EXPECT_EQ(Next(*second), "two");
}

TEST_F(ReaderTest, A14_EmptyLinesArePassedOver) {
  Append("\n\none\n\n");
  auto reader = Reader::Open(file_);
  ASSERT_TRUE(reader);
  EXPECT_EQ(Next(*reader), "one");
  EXPECT_EQ(Next(*reader), "-");
}

TEST_F(ReaderTest, A14_ALineThatIsTooLongIsHandedOutCutAndOnce) {
  Append(std::string(3 * kMaxLineBytes, 'x') + "\nafter\n");
  auto reader = Reader::Open(file_);
  ASSERT_TRUE(reader);
  const auto cut = reader->Next();
  ASSERT_TRUE(cut && *cut);
  EXPECT_TRUE((*cut)->too_long);
  EXPECT_EQ((*cut)->text.size(), kMaxLineBytes);
  EXPECT_EQ(Next(*reader), "after");
}

TEST_F(ReaderTest, A14_AnOffsetPastTheEndMeansANewFile) {
  Append("one\n");
  auto reader = Reader::Open(file_, 1000);
  ASSERT_TRUE(reader);
  EXPECT_EQ(Next(*reader), "one");
}

TEST_F(ReaderTest, A14_ARotatedFileIsNoticed) {
  Append("one\n");
  auto reader = Reader::Open(file_);
  ASSERT_TRUE(reader);
  EXPECT_EQ(Next(*reader), "one");
  EXPECT_FALSE(reader->Replaced());
  std::filesystem::rename(file_, folder_.At("events.jsonl.1"));
  Append("two\n");
  EXPECT_TRUE(reader->Replaced());
}

TEST_F(ReaderTest, AFileThatIsNotThereIsAnError) { EXPECT_FALSE(Reader::Open(folder_.At("none"))); }

}  // namespace
}  // namespace gatehouse::events
