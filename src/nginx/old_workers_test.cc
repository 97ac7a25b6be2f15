// Which old workers stay over many reloads.
#include "nginx/old_workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::nginx {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr OldWorkers::Bounds kTwo{.reloads = 2, .workers = 100};

std::vector<pid_t> Reload(OldWorkers& old, std::vector<pid_t> living, const OldWorkers::Bounds& bounds = kTwo) {
  return old.TakeReload(living, bounds);
}

TEST(OldWorkers, TheOldestEndTogether) {
  OldWorkers old;
  EXPECT_THAT(Reload(old, {1, 2}), IsEmpty());
  EXPECT_THAT(Reload(old, {1, 2, 3, 4}), IsEmpty());
  EXPECT_THAT(Reload(old, {1, 2, 3, 4, 5, 6}), ElementsAre(1, 2));
  EXPECT_THAT(Reload(old, {3, 4, 5, 6, 7, 8}), ElementsAre(3, 4));
}

TEST(OldWorkers, WhoHasEndedByItselfCountsNoMore) {
  OldWorkers old;
  EXPECT_THAT(Reload(old, {1, 2}), IsEmpty());
  for (pid_t next = 3; next < 100; next += 2) EXPECT_THAT(Reload(old, {1, next, next + 1}), IsEmpty()) << next;
  EXPECT_THAT(Reload(old, {1, 99, 100, 101}), ElementsAre(1)) << "two reloads have left workers besides";
}

TEST(OldWorkers, OneThatIsToldAndStillThereIsToldAgain) {
  OldWorkers old;
  EXPECT_THAT(Reload(old, {1}, {.reloads = 1, .workers = 100}), IsEmpty());
  EXPECT_THAT(Reload(old, {1, 2}, {.reloads = 1, .workers = 100}), ElementsAre(1));
  EXPECT_THAT(Reload(old, {1, 2, 3}, {.reloads = 1, .workers = 100}), ElementsAre(1, 2));
  EXPECT_THAT(Reload(old, {3, 4}, {.reloads = 1, .workers = 100}), ElementsAre(3));
}

TEST(OldWorkers, AllOfThemTogetherAreBoundedToo) {
  OldWorkers old;
  const OldWorkers::Bounds bounds{.reloads = 64, .workers = 4};
  EXPECT_THAT(Reload(old, {1, 2}, bounds), IsEmpty());
  EXPECT_THAT(Reload(old, {1, 2, 3, 4}, bounds), IsEmpty());
  EXPECT_THAT(Reload(old, {1, 2, 3, 4, 5, 6}, bounds), ElementsAre(1, 2));
  OldWorkers many;
  EXPECT_THAT(Reload(many, {1, 2, 3, 4, 5, 6}, bounds), IsEmpty()) << "those of the last reload always stay";
}

}  // namespace
}  // namespace gatehouse::nginx
