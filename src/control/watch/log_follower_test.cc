#include "control/watch/log_follower.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "base/descriptor.h"
#include "base/file.h"
#include "base/testing_folder.h"
#include "events/bounds.h"

namespace gatehouse::watch {
namespace {

using std::chrono::seconds;

class LogFollowerTest : public ::testing::Test {
 protected:
  LogFollowerTest() { Append(""); }
  std::string Path() const { return folder_.At("events.jsonl"); }
  void Append(const std::string& text) const { std::ofstream(Path(), std::ios::app) << text; }
  void Rotate() const {
    for (int n = events::kKeptFiles - 1; n >= 1; --n) {
      if (std::filesystem::exists(events::RotatedName(Path(), n)))
        std::filesystem::rename(events::RotatedName(Path(), n), events::RotatedName(Path(), n + 1));
    }
    std::filesystem::rename(Path(), events::RotatedName(Path(), 1));
    Append("");
  }
  // The lines that are fresh, and those that are not, until there is none. Time goes on by itself.
  struct Read {
    std::vector<std::string> fresh;
    std::vector<std::string> known;
  };
  Read ReadAll(LogFollower& follower) {
    Read read;
    for (int idle = 0; idle < 4;) {
      const auto next = follower.Next(now_);
      EXPECT_TRUE(next);
      if (!next->has_value()) {
        ++idle;
        now_ += seconds(1);
        continue;
      }
      idle = 0;
      ((*next)->fresh ? read.fresh : read.known).emplace_back((*next)->line.text);
    }
    return read;
  }

  base::testing::Folder folder_;
  base::Steady now_{seconds(100)};
};
using Lines = std::vector<std::string>;

TEST_F(LogFollowerTest, A14_WhatIsThereAtTheFirstStartIsLearnedFromAndNotSeenAnew) {
  Append("one\ntwo\n");
  auto follower = LogFollower::Open(Path(), {});
  ASSERT_TRUE(follower);
  EXPECT_EQ(follower->place().offset, 8U);
  auto read = ReadAll(*follower);
  EXPECT_EQ(read.known, (Lines{"one", "two"}));
  EXPECT_TRUE(read.fresh.empty());
  Append("three\n");
  EXPECT_EQ(ReadAll(*follower).fresh, Lines{"three"});
}

TEST_F(LogFollowerTest, A14_GoesOnBehindTheLastLineAfterARestartAndARotation) {
  auto first = LogFollower::Open(Path(), {});
  Append("one\ntwo\n");
  EXPECT_EQ(ReadAll(*first).fresh, (Lines{"one", "two"}));
  const store::WatchPlace place = first->place();
  EXPECT_FALSE(place.fingerprint.empty());
  Append("three\n");
  Rotate();
  Append("four\n");
  Rotate();
  Append("five\n");
  auto second = LogFollower::Open(Path(), place);
  const auto read = ReadAll(*second);
  EXPECT_EQ(read.known, (Lines{"one", "two"}));
  EXPECT_EQ(read.fresh, (Lines{"three", "four", "five"}));
  EXPECT_FALSE(second->gap());
  EXPECT_EQ(second->place().file, place.file + 2);
  auto third = LogFollower::Open(Path(), second->place());
  EXPECT_TRUE(ReadAll(*third).fresh.empty());
}

TEST_F(LogFollowerTest, A14_FollowsARotationWhileWritersStillUseTheOldFile) {
  auto follower = LogFollower::Open(Path(), {});
  Append("one\n");
  EXPECT_EQ(ReadAll(*follower).fresh, Lines{"one"});
  Rotate();
  EXPECT_FALSE(follower->Next(now_)->has_value());
  std::ofstream(events::RotatedName(Path(), 1), std::ios::app) << "late\n";
  Append("new\n");
  EXPECT_EQ(ReadAll(*follower).fresh, (Lines{"late", "new"}));
}

// A machine so busy that a writer stands still between looking which file it is and writing into it.
TEST_F(LogFollowerTest, A14_AWriterThatStandsStillInTheMiddleOfALineIsWaitedFor) {
  auto follower = LogFollower::Open(Path(), {});
  Append("one\n");
  EXPECT_EQ(ReadAll(*follower).fresh, Lines{"one"});
  const base::Descriptor writer(::open(Path().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  ASSERT_EQ(::flock(writer.get(), LOCK_SH), 0);
  Rotate();
  Append("new\n");
  EXPECT_TRUE(ReadAll(*follower).fresh.empty()) << "four seconds later";
  ASSERT_TRUE(base::WriteAll(writer.get(), "late\n"));
  ASSERT_EQ(::flock(writer.get(), LOCK_UN), 0);
  EXPECT_EQ(ReadAll(*follower).fresh, (Lines{"late", "new"}));
  auto again = LogFollower::Open(Path(), follower->place());
  EXPECT_TRUE(ReadAll(*again).fresh.empty()) << "none counts twice";
}

TEST_F(LogFollowerTest, A14_AWriterThatStandsStillForEverHoldsDetectionUpForAMinute) {
  auto follower = LogFollower::Open(Path(), {});
  const base::Descriptor writer(::open(Path().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  ASSERT_EQ(::flock(writer.get(), LOCK_SH), 0);
  Rotate();
  Append("new\n");
  EXPECT_TRUE(ReadAll(*follower).fresh.empty());
  now_ += events::OldFile::kPatience;
  EXPECT_EQ(ReadAll(*follower).fresh, Lines{"new"});
}

TEST_F(LogFollowerTest, A14_WhatWasRotatedAwayUnseenIsAGap) {
  auto first = LogFollower::Open(Path(), {});
  Append("one\n");
  ReadAll(*first);
  const store::WatchPlace place = first->place();
  for (int i = 0; i < 5; ++i) {
    Rotate();
    Append("round " + std::to_string(i) + "\n");
  }
  auto second = LogFollower::Open(Path(), place);
  EXPECT_TRUE(second->gap());
  EXPECT_EQ(ReadAll(*second).fresh, (Lines{"round 1", "round 2", "round 3", "round 4"})) << "whatever is left";
}

TEST_F(LogFollowerTest, A14_HalfALineIsNoLineYet) {
  auto follower = LogFollower::Open(Path(), {});
  Append("half");
  EXPECT_TRUE(ReadAll(*follower).fresh.empty());
  const store::WatchPlace place = follower->place();
  Append(" and whole\n");
  EXPECT_EQ(ReadAll(*follower).fresh, Lines{"half and whole"});
  auto again = LogFollower::Open(Path(), place);
  EXPECT_EQ(ReadAll(*again).fresh, Lines{"half and whole"});
}

TEST_F(LogFollowerTest, A14_AnEmptyNewFileIsKnownByItsInodeUntilItHasALine) {
  auto first = LogFollower::Open(Path(), {});
  ReadAll(*first);
  auto second = LogFollower::Open(Path(), first->place());
  EXPECT_FALSE(second->gap());
  Append("one\n");
  EXPECT_EQ(ReadAll(*second).fresh, Lines{"one"});
}

}  // namespace
}  // namespace gatehouse::watch
