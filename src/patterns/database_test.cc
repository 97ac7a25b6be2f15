#include "patterns/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace gatehouse::patterns {

static bool operator==(const Match& a, const Match& b) { return a.id == b.id && a.from == b.from && a.to == b.to; }

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Match> AllMatches(const Database& database, std::string_view text) {
  Scratch scratch;
  EXPECT_TRUE(database.Fit(scratch));
  std::vector<Match> found;
  const auto whole = database.Scan(text, scratch, [&](const Match& match) {
    found.push_back(match);
    return true;
  });
  EXPECT_TRUE(whole && *whole);
  return found;
}

Database Compiled(std::vector<Expression> expressions) {
  auto database = Database::Compile(expressions, Mode::kBlock);
  EXPECT_TRUE(database) << database.error().Text();
  return *database;
}

TEST(Database, TellsWhichExpressionMatchedAndWhereItEnds) {
  const Database database = Compiled({{7, "word", "cat", 0}, {9, "number", "[0-9]{3}", 0}});
  EXPECT_THAT(AllMatches(database, "a cat, 123"), ElementsAre(Match{7, 0, 5}, Match{9, 0, 10}));
}

// Vectorscan looks for pairs of bytes many bytes at a time, and two of its builds overlook some (runtime.h): near the
// end of a text, at the end of one of 18 to 32 bytes ("gh"), and in front of a word anywhere ("##prom").
TEST(Database, FindsEveryMatchWhereverItStands) {
  const std::array<std::array<std::string_view, 2>, 6> expressions = {
      {{"[a-z0-9_]@[a-z]", "a@b"},
       {"[0-9]{3}-[0-9]{2}", "123-45"},
       {"[a-z]\\.[0-9]", "b.3"},
       {"[a-z]=", "k="},
       {"ab|cd|ef|gh\\b", "gh"},
       {R"((?:##|\})s?(?:ststarts)?(?:system\s)?prom)", "##prom"}}};
  for (const auto& [regex, match] : expressions) {
    const Database database = Compiled({{1, "pair", std::string(regex), 0}});
    for (const char filler : {' ', 'x', '.', '1'}) {
      for (size_t before = 0; before < 200; ++before) {
        for (const size_t behind : {0, 1, 7, 30, 63, 64, 65}) {
          std::string text(before, filler);
          text.append(" ").append(match).append(behind, ' ');
          ASSERT_THAT(AllMatches(database, text), ElementsAre(Match{1, 0, before + 1 + match.size()})) << text;
        }
      }
    }
  }
}

TEST(Database, TellsWhereAMatchBeginsIfAsked) {
  const Database database = Compiled({{1, "key", "k[0-9]{2}", kFrom}});
  EXPECT_THAT(AllMatches(database, "a k12"), ElementsAre(Match{1, 2, 5}));
}

TEST(Database, FlagsMeanWhatTheySay) {
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "cat", kCaseless}}), "CAT"), ElementsAre(Match{1, 0, 3}));
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "a.b", 0}}), "a\nb"), IsEmpty());
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "a.b", kDotAll}}), "a\nb"), ElementsAre(Match{1, 0, 3}));
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "^b", kMultiline}}), "a\nb"), ElementsAre(Match{1, 0, 3}));
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "a", kOnce}}), "aaa"), ElementsAre(Match{1, 0, 1}));
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "^.$", kUtf8}}), "é"), ElementsAre(Match{1, 0, 2}));
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "^\\w$", kUtf8 | kProperties}}), "é"), ElementsAre(Match{1, 0, 2}));
}

TEST(Database, AnEmptyTextIsScannedToo) {
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "a", 0}}), {}), IsEmpty());
  EXPECT_THAT(AllMatches(Compiled({{1, "x", "a", 0}}), std::string_view("\0a", 2)), ElementsAre(Match{1, 0, 2}));
}

TEST(Database, NamesTheExpressionThatDoesNotCompile) {
  const std::array expressions = {Expression{1, "good", "a", 0}, Expression{2, "the bad one", "(a", 0}};
  const auto database = Database::Compile(expressions, Mode::kBlock);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().where, "the bad one");
  EXPECT_THAT(database.error().what, HasSubstr("Missing close parenthesis"));
}

TEST(Database, RefusesWhatIsOutOfBounds) {
  EXPECT_FALSE(Database::Compile({}, Mode::kBlock));
  const std::array nul = {Expression{1, "nul", std::string("a\0b", 3), 0}};
  EXPECT_EQ(Database::Compile(nul, Mode::kBlock).error().where, "nul");
  const std::array large = {Expression{1, "large", std::string(kMaxExpressionBytes + 1, 'a'), 0}};
  EXPECT_EQ(Database::Compile(large, Mode::kBlock).error().where, "large");
  const std::array look_behind = {Expression{1, "behind", "(?<=a)b", 0}};
  EXPECT_EQ(Database::Compile(look_behind, Mode::kBlock).error().where, "behind");
}

TEST(Database, AHandlerEndsTheScan) {
  const Database database = Compiled({{1, "x", "a", 0}});
  Scratch scratch;
  ASSERT_TRUE(database.Fit(scratch));
  int calls = 0;
  const auto whole = database.Scan("aaa", scratch, [&](const Match&) { return ++calls < 2; });
  ASSERT_TRUE(whole);
  EXPECT_FALSE(*whole);
  EXPECT_EQ(calls, 2);
}

TEST(Database, WhatAHandlerThrowsReachesTheCaller) {
  const Database database = Compiled({{1, "x", "a", 0}});
  Scratch scratch;
  ASSERT_TRUE(database.Fit(scratch));
  const auto scan = [&] {
    return database.Scan("aaa", scratch, [](const Match&) -> bool { throw std::runtime_error("thrown"); });
  };
  EXPECT_THROW((void)scan(), std::runtime_error);
  // The scratch is usable after it.
  EXPECT_TRUE(*database.Scan("aaa", scratch, [](const Match&) { return true; }));
}

TEST(Database, AScratchInUseIsAnErrorAndNoCrash) {
  const Database database = Compiled({{1, "x", "a", 0}});
  Scratch scratch;
  ASSERT_TRUE(database.Fit(scratch));
  bool inner_failed = false;
  const auto whole = database.Scan("a", scratch, [&](const Match&) {
    inner_failed = !database.Scan("a", scratch, [](const Match&) { return true; });
    return true;
  });
  EXPECT_TRUE(whole);
  EXPECT_TRUE(inner_failed);
}

TEST(Database, OneScratchServesSeveralDatabases) {
  const Database first = Compiled({{1, "x", "a", 0}});
  const Database second = Compiled({{2, "y", "b[0-9]{1,50}c", kFrom}});
  Scratch scratch;
  ASSERT_TRUE(first.Fit(scratch));
  ASSERT_TRUE(second.Fit(scratch));
  const auto count = [&](const Database& database) {
    int found = 0;
    EXPECT_TRUE(database.Scan("a b12c", scratch, [&](const Match&) { return ++found > 0; }));
    return found;
  };
  EXPECT_EQ(count(first), 1);
  EXPECT_EQ(count(second), 1);
}

TEST(Database, ComesBackFromItsBytes) {
  const Database database = Compiled({{3, "x", "a+b", kFrom}});
  const auto bytes = database.Bytes();
  ASSERT_TRUE(bytes);
  const auto again = Database::FromBytes(*bytes, Mode::kBlock);
  ASSERT_TRUE(again);
  EXPECT_THAT(AllMatches(*again, "xaab"), ElementsAre(Match{3, 1, 4}));
  EXPECT_FALSE(Database::FromBytes("no database", Mode::kBlock));
}

TEST(Database, ThreadsShareIt) {
  const Database database = Compiled({{1, "x", "a[0-9]b", 0}});
  std::array<size_t, 4> counts{};
  {
    std::vector<std::jthread> threads;
    for (size_t& count : counts) {
      threads.emplace_back([&count, database] {
        for (int i = 0; i < 100; ++i) count += AllMatches(database, "a1b a2b").size();
      });
    }
  }
  EXPECT_THAT(counts, ElementsAre(200, 200, 200, 200));
}

}  // namespace
}  // namespace gatehouse::patterns
