#include "scan/pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class Pieces : public ::testing::Test {
 protected:
  TextScanner scanner_ = *TextScanner::For(EveryRule());
  PieceScanner pieces_{scanner_, "file"};
  const std::string first_ = Example("ghp_<36:alnum>", 3);
  const std::string second_ = Example("ghp_<36:alnum>", 4);
};

TEST_F(Pieces, A5_ASecretOnTheSeamIsFoundOnceAtEachCut) {
  const std::string text = "one\n" + first_ + "\n";
  for (size_t cut = 5; cut < 4 + first_.size(); ++cut) {
    PieceScanner pieces(scanner_, "file");
    EXPECT_THAT(*pieces.Feed(text.substr(0, cut)), IsEmpty()) << cut;
    const auto findings = *pieces.Feed(text.substr(cut));
    ASSERT_THAT(findings, SizeIs(1)) << cut;
    EXPECT_EQ(findings[0].line, 2U) << cut;
    EXPECT_THAT(*pieces.Feed("\nmore\n"), IsEmpty()) << "told already";
  }
}

TEST_F(Pieces, A5_LinesGoOnOverPieces) {
  ASSERT_THAT(*pieces_.Feed(std::string(kOverlapBytes, '\n')), IsEmpty());
  const auto findings = *pieces_.Feed(std::string(kOverlapBytes, '\n') + second_ + "\n");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].line, 2 * kOverlapBytes + 1);
}

TEST_F(Pieces, A5_WhatStandsBehindAHoleIsFoundWhateverWasFoundBeforeIt) {
  ASSERT_THAT(*pieces_.Feed(std::string(200, ' ') + "\n" + first_ + "\n"), SizeIs(1));
  pieces_.Gap();
  const auto findings = *pieces_.Feed(second_ + "\n");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].line, 3U);
}

}  // namespace
}  // namespace gatehouse::scan
