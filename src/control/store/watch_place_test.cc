#include "control/store/watch_place.h"

#include <gtest/gtest.h>

#include "control/store/testing_database.h"

namespace gatehouse::store {
namespace {

class WatchPlaces : public testing::OnBothDatabases {};
GATEHOUSE_ON_BOTH_DATABASES(WatchPlaces);

TEST_P(WatchPlaces, A14_MovesOnlyFromWhereItIs) {
  const WatchPlace first{.file = 1, .inode = "8:1", .fingerprint = "ab", .offset = 400, .lines = 1, .events = 1};
  WatchPlace second = first;
  second.offset = uint64_t{5} << 32;
  second.lines = second.events = uint64_t{5} << 32;
  const auto move = [&](const std::optional<WatchPlace>& before, const WatchPlace& after) {
    return database_
        ->Write(
            [&](Transaction& transaction) { return MoveWatchPlace(transaction, "/run/events.jsonl", before, after); })
        .has_value();
  };
  EXPECT_TRUE(move({}, first));
  EXPECT_TRUE(move(first, second));
  EXPECT_FALSE(move(first, second)) << "another daemon was there";
  EXPECT_FALSE(move({}, second));
  Write([&](Transaction& transaction) {
    EXPECT_EQ(FindWatchPlace(transaction, "/run/events.jsonl"), second);
    EXPECT_EQ(FindWatchPlace(transaction, "/other"), std::nullopt);
  });
}

}  // namespace
}  // namespace gatehouse::store
