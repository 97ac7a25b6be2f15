#include "state/entry_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;

base::Wall At(int64_t ms) { return base::Wall(milliseconds(ms)); }
constexpr Sizes kTiny{.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16};

EntryTable::Fact Fact(const std::string& key, int64_t expires_ms = kNever, int64_t mark_ms = 1) {
  return {
      .shape = 3, .first = key, .second = {}, .note = "n", .since_ms = 1, .expires_ms = expires_ms, .mark_ms = mark_ms};
}

TEST(EntryTable, C15_AgreesWithAMapThroughAnyHistory) {
  ScratchRegion region(kTiny);
  EntryTable table(*region, region->blocks(), "the table");
  std::map<std::string, std::pair<int64_t, int64_t>> model;  // key → expires, mark
  std::mt19937 random(1);
  int64_t now = 1000;
  for (int step = 0; step < 5000; ++step) {
    now += static_cast<int64_t>(random() % 3);
    std::erase_if(model, [&](const auto& item) { return item.second.first <= now; });
    const std::string key = std::to_string(random() % 40);
    if (random() % 3 != 0) {
      const int64_t expires = random() % 2 == 0 ? kNever : now + 1 + static_cast<int64_t>(random() % 50);
      const bool fits = model.contains(key) || model.size() < kTiny.block_entries;
      // An entry that is over but still there is replaced, not added, so a full table may take its key.
      const bool put = table.Put(Fact(key, expires, step), At(now)).has_value();
      ASSERT_TRUE(put || !fits) << step;
      if (put) model[key] = {expires, step};
    } else {
      const bool removed = table.Remove({3, key, {}}).value();
      EXPECT_TRUE(removed || !model.contains(key));
      model.erase(key);
    }
    for (int i = 0; i < 40; ++i) {
      const std::string asked = std::to_string(i);
      const auto found = table.Find({3, asked, {}}, At(now));
      const auto expected = model.find(asked);
      ASSERT_EQ(found.has_value(), expected != model.end()) << "step " << step << " key " << asked;
      ASSERT_TRUE(!found || *found == expected->second.second);
    }
    ASSERT_EQ(table.List(At(now)).size(), model.size());
    ASSERT_LE(model.size(), kTiny.block_entries);
  }
  EXPECT_EQ(table.corrupt_reads(), 0U);
}

TEST(EntryTable, C15_AFullTableSaysSoAndStillReplaces) {
  ScratchRegion region(kTiny);
  EntryTable table(*region, region->blocks(), "the block table");
  for (int i = 0; i < 16; ++i) ASSERT_TRUE(table.Put(Fact(std::to_string(i), i == 0 ? 500 : kNever), At(1)));
  const auto refused = table.Put(Fact("one more"), At(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "the block table is full");
  EXPECT_TRUE(table.Put(Fact("3", kNever, 99), At(1))) << "replacing needs no room";
  EXPECT_EQ(table.Find({3, "3", {}}, At(1)), 99);
  EXPECT_TRUE(table.Put(Fact("one more"), At(500))) << "what is over makes room";
  EXPECT_FALSE(table.Find({3, "0", {}}, At(1)));
}

TEST(EntryTable, C15_KeysAreComparedWholeAndByPart) {
  ScratchRegion region(kTiny);
  EntryTable table(*region, region->blocks(), "the table");
  const std::string long_key(5000, 'k');
  ASSERT_TRUE(table.Put({.shape = 1, .first = "ab", .second = "c"}, At(1)));
  ASSERT_TRUE(table.Put({.shape = 2, .first = long_key, .note = std::string(191, 'n') + "\xC3\xA9"}, At(1)));
  EXPECT_TRUE(table.Find({1, "ab", "c"}, At(1)));
  EXPECT_FALSE(table.Find({1, "a", "bc"}, At(1)));
  EXPECT_FALSE(table.Find({2, "ab", "c"}, At(1)));
  EXPECT_TRUE(table.Find({2, long_key, {}}, At(1)));
  EXPECT_FALSE(table.Find({2, long_key + "k", {}}, At(1)));
  for (const EntryTable::Fact& fact : table.List(At(1))) {
    EXPECT_LE(fact.first.size(), kKeyTextBytes);
    EXPECT_TRUE(fact.shape != 2 || fact.note == std::string(191, 'n')) << "cut before the character, not in it";
  }
}

TEST(EntryTable, C15_OnlyShapesInUseAreAskedFor) {
  ScratchRegion region(kTiny);
  EntryTable table(*region, region->blocks(), "the table");
  EXPECT_EQ(table.ShapesInUse(0), 0U);
  ASSERT_TRUE(table.Put(Fact("a"), At(1)));
  ASSERT_TRUE(table.Put(Fact("b"), At(1)));
  EXPECT_EQ(table.ShapesInUse(0), 1U << 3);
  ASSERT_TRUE(table.Remove({3, "a", {}}).value());
  EXPECT_TRUE(table.InUse(3));
  ASSERT_TRUE(table.Remove({3, "b", {}}).value());
  EXPECT_FALSE(table.InUse(3));
  EXPECT_FALSE(table.InUse(255));
}

// A writer killed at any of its steps: the next one repairs the table, and what was in force stays in force.
TEST(EntryTable, C15_TheNextWriterRepairsWhatAKilledOneLeft) {
  ScratchRegion region(kTiny);
  const Region::Entries part = region->blocks();
  EntryTable table(*region, part, "the table");
  ASSERT_TRUE(table.Put(Fact("kept"), At(1)));
  // Killed while writing an entry: odd version, nothing points to it; sums already raised.
  part.entries[5].version = 7;
  part.entries[5].shape = 9;
  part.head->live = 2;
  part.head->shape_counts[9] = 1;
  part.head->shapes_in_use[0] |= 1U << 9;
  part.head->dirty = 1;
  EXPECT_TRUE(table.Find({3, "kept", {}}, At(1)));
  ASSERT_TRUE(table.Put(Fact("next"), At(1)));
  EXPECT_EQ(part.head->live, 2U);
  EXPECT_EQ(part.head->dirty, 0U);
  EXPECT_FALSE(table.InUse(9));
  EXPECT_EQ(part.entries[5].version % 2, 0U);
  EXPECT_TRUE(table.Find({3, "kept", {}}, At(1)));
  EXPECT_TRUE(table.Find({3, "next", {}}, At(1)));
  // Killed before the cell was written: the entry is whole but nobody was told that it is in force.
  for (uint64_t& cell : part.index) {
    if (cell != 0) cell = 0;
  }
  part.head->dirty = 1;
  EXPECT_FALSE(table.Remove({3, "kept", {}}).value());
  EXPECT_EQ(part.head->live, 0U);
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(table.Put(Fact(std::to_string(i)), At(1))) << "no entry is lost for good";
}

TEST(EntryTable, C15_ADamagedEntryIsNoticedNotBelieved) {
  ScratchRegion region(kTiny);
  const Region::Entries part = region->blocks();
  EntryTable table(*region, part, "the table");
  ASSERT_TRUE(table.Put(Fact("a", 5000), At(1)));
  for (Entry& entry : part.entries) {
    if (entry.in_use != 0) entry.note[0] = 'X';
  }
  EXPECT_FALSE(table.Find({3, "a", {}}, At(1)));
  EXPECT_TRUE(table.List(At(1)).empty());
  EXPECT_GT(table.corrupt_reads(), 0U);
}

}  // namespace
}  // namespace gatehouse::state
