#include "patterns/stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::patterns {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Fixture {
  explicit Fixture(std::vector<Expression> expressions) {
    auto compiled = Database::Compile(expressions, Mode::kStream);
    EXPECT_TRUE(compiled) << compiled.error().Text();
    database = *compiled;
    EXPECT_TRUE(database->Fit(scratch));
  }
  std::vector<uint64_t> EndsIn(const std::vector<std::string_view>& pieces) {
    std::vector<uint64_t> ends;
    const auto keep = [&](const Match& match) {
      ends.push_back(match.to);
      return true;
    };
    auto stream = Stream::Open(*database);
    EXPECT_TRUE(stream);
    for (const std::string_view piece : pieces) EXPECT_TRUE(stream->Feed(piece, scratch, keep));
    EXPECT_TRUE(stream->Close(scratch, keep));
    return ends;
  }
  std::optional<Database> database;
  Scratch scratch;
};

// As Database.FindsEveryMatchWhereverItStands.
TEST(Stream, FindsEveryMatchWhereverItStandsInAPiece) {
  const std::array<std::array<std::string_view, 2>, 2> expressions = {
      {{"[a-z0-9_]@[a-z]", "a@b"}, {R"((?:##|\})s?(?:ststarts)?(?:system\s)?prom)", "##prom"}}};
  for (const auto& [regex, match] : expressions) {
    Fixture fixture({{1, "pair", std::string(regex), 0}});
    for (size_t before = 0; before < 200; ++before) {
      for (size_t behind = 0; behind < 70; behind += 3) {
        const std::string piece = std::string(before, ' ').append(match).append(behind, ' ');
        const size_t to = before + match.size();
        ASSERT_THAT(fixture.EndsIn({piece, piece}), ElementsAre(to, piece.size() + to)) << piece;
      }
    }
  }
}

TEST(Stream, AMatchMayLieOverPieces) {
  Fixture fixture({{1, "key", "key-[0-9]{4}", 0}});
  EXPECT_THAT(fixture.EndsIn({"a ke", "y-1", "", "234 b"}), ElementsAre(10));
  EXPECT_THAT(fixture.EndsIn({"key-1234", "key-5678"}), ElementsAre(8, 16));
  EXPECT_THAT(fixture.EndsIn({}), IsEmpty());
}

TEST(Stream, EverySplitFindsTheSame) {
  Fixture fixture({{1, "key", "key-[0-9]{4}\\b", kCaseless}, {2, "end", "end$", 0}});
  const std::string text = "a KEY-1234 key-12345 end";
  const auto whole = fixture.EndsIn({text});
  EXPECT_THAT(whole, ElementsAre(10, 24));
  for (size_t split = 0; split <= text.size(); ++split) {
    EXPECT_EQ(fixture.EndsIn({std::string_view(text).substr(0, split), std::string_view(text).substr(split)}), whole);
  }
}

TEST(Stream, TellsWhereAMatchBeganInAnEarlierPiece) {
  Fixture fixture({{1, "key", "k[0-9]{3}", kFrom}});
  auto stream = Stream::Open(*fixture.database);
  ASSERT_TRUE(stream);
  uint64_t from = 99;
  const auto keep = [&](const Match& match) {
    from = match.from;
    return true;
  };
  ASSERT_TRUE(stream->Feed("ab k1", fixture.scratch, keep));
  ASSERT_TRUE(stream->Feed("23", fixture.scratch, keep));
  EXPECT_EQ(from, 3);
}

TEST(Stream, AnEndedScanStaysEnded) {
  Fixture fixture({{1, "x", "a", 0}});
  auto stream = Stream::Open(*fixture.database);
  ASSERT_TRUE(stream);
  int calls = 0;
  const auto stop = [&](const Match&) { return ++calls == 0; };
  EXPECT_FALSE(*stream->Feed("aa", fixture.scratch, stop));
  EXPECT_FALSE(*stream->Feed("aa", fixture.scratch, stop));
  EXPECT_EQ(calls, 1);
}

TEST(Stream, AClosedStreamIsAnError) {
  Fixture fixture({{1, "x", "a", 0}});
  auto stream = Stream::Open(*fixture.database);
  ASSERT_TRUE(stream);
  const auto keep = [](const Match&) { return true; };
  EXPECT_TRUE(stream->Close(fixture.scratch, keep));
  EXPECT_FALSE(stream->Feed("a", fixture.scratch, keep));
  EXPECT_FALSE(stream->Close(fixture.scratch, keep));
}

TEST(Stream, ADatabaseOfTheOtherModeIsAnError) {
  const std::array expressions = {Expression{1, "x", "a", 0}};
  const auto block = Database::Compile(expressions, Mode::kBlock);
  ASSERT_TRUE(block);
  EXPECT_FALSE(Stream::Open(*block));
  Fixture fixture({{1, "x", "a", 0}});
  EXPECT_FALSE(fixture.database->Scan("a", fixture.scratch, [](const Match&) { return true; }));
}

}  // namespace
}  // namespace gatehouse::patterns
