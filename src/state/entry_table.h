// A table of dated facts for blocks and revocations: readers look up by hash while one writer changes it.
// Readers take no lock and a bounded number of steps, even if a writer was killed during a write; writers wait for a
// lock that the kernel releases when its holder dies (writer_lock.h). An entry is written completely before one release
// store publishes it, and every reader verifies its hash. Shown by entry_table_test.cc and
// crash_test.cc.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "state/region.h"

namespace gatehouse::state {

inline constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
[[nodiscard]] inline int64_t Milliseconds(base::Wall time) { return time.time_since_epoch().count(); }

// The key of a fact. `shape` (below kMaxShapes) is its kind; readers look up only shapes that are
// in use.
struct FactKey {
  uint8_t shape = 0;
  std::string_view first;
  std::string_view second;
};

class EntryTable {
 public:
  struct Fact {
    uint8_t shape = 0;
    std::string first;   // the key's hash covers both parts completely,
    std::string second;  // but List returns them truncated to kKeyTextBytes together
    std::string note;    // truncated to kNoteBytes
    int64_t since_ms = 0;
    int64_t expires_ms = kNever;
    int64_t mark_ms = 0;
  };

  // `name` is the table's name in errors.
  EntryTable(const Region& region, Region::Entries part, std::string_view name);

  [[nodiscard]] uint64_t ShapesInUse(size_t word) const;  // bit i of word w: shape 64 w + i
  [[nodiscard]] bool InUse(uint8_t shape) const;
  // mark_ms of the fact, if it exists and has not expired.
  [[nodiscard]] std::optional<int64_t> Find(const FactKey& key, base::Wall now) const;

  // Adds, or replaces the fact with the same key. An Error if the table is full of unexpired facts. A new
  // fact must leave `reserved` entries free for more important ones.
  [[nodiscard]] base::Result<> Put(const Fact& fact, base::Wall now, uint64_t reserved = 0);
  [[nodiscard]] uint64_t capacity() const { return capacity_; }
  // False if there was none.
  [[nodiscard]] base::Result<bool> Remove(const FactKey& key);
  // The unexpired facts, the oldest first.
  [[nodiscard]] std::vector<Fact> List(base::Wall now) const;
  // Entries that failed their hash check, seen through this object.
  [[nodiscard]] uint64_t corrupt_reads() const { return corrupt_reads_.load(std::memory_order_relaxed); }

 private:
  struct Hash {
    uint64_t low, high;
  };
  enum class Read : uint8_t { kWhole, kUnsettled, kCorrupt };

  [[nodiscard]] Hash HashOf(const FactKey& key) const;
  [[nodiscard]] uint64_t CheckOf(const Entry& entry) const;
  [[nodiscard]] Read ReadEntry(uint64_t index, Entry& copy) const;
  [[nodiscard]] bool Matches(uint64_t cell, const Hash& hash, uint8_t shape) const;

  // Only for writers that hold the lock.
  [[nodiscard]] static Entry MakeEntry(const Fact& fact, const Hash& hash);
  void WriteEntry(uint64_t index, const Entry& entry);
  [[nodiscard]] std::optional<uint64_t> CellOf(const Hash& hash, uint8_t shape) const;
  [[nodiscard]] std::optional<uint64_t> FreeCell(const Hash& hash) const;
  [[nodiscard]] std::optional<uint64_t> FreeEntry();
  void Drop(uint64_t cell);
  void ClearCell(uint64_t cell);
  void CountShape(uint8_t shape, bool more);
  void DropOver(base::Wall now);
  void Recover();

  const Region& region_;
  Region::Entries part_;
  uint64_t capacity_;
  std::string_view name_;
  mutable std::atomic<uint64_t> corrupt_reads_ = 0;
};

}  // namespace gatehouse::state
