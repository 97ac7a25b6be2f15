// The bytes of the mapped state file: constants and plain structs only, shared by everything in this room.
// doc/state_layout.md explains each; a change here is a new kLayoutVersion. Fields that change after creation are only
// accessed through std::atomic_ref (state/atomics.h); an index or length read from the file is bounds-checked
// before use.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gatehouse::state {

inline constexpr uint64_t kMagic = 0x3145544154534847;  // "GHSTATE1" in the file
inline constexpr uint32_t kLayoutVersion = 5;
inline constexpr size_t kPageBytes = 4096;
inline constexpr size_t kSecretBytes = 192;
inline constexpr size_t kBootIdBytes = 16;

// Capacities of a region; fixed when it is created.
struct Sizes {
  uint64_t bucket_slots = 131'072;       // rate buckets, 64 bytes each
  uint64_t overflow_slots = 4'096;       // shared buckets for new keys while the table is full of live ones
  uint64_t block_entries = 4'096;        // 512 bytes each
  uint64_t revocation_entries = 16'384;  // 512 bytes each

  friend bool operator==(const Sizes&, const Sizes&) = default;
};
inline constexpr uint64_t kMinSlots = 64;
inline constexpr uint64_t kMaxSlots = uint64_t{1} << 28;
inline constexpr uint64_t kMinEntries = 16;
inline constexpr uint64_t kMaxEntries = uint64_t{1} << 20;

// --- rate buckets

inline constexpr uint32_t kSlicesInWindow = 8;
inline constexpr uint32_t kHistoryCells = kSlicesInWindow + 1;
inline constexpr size_t kGroupSlots = 8;      // a key is in one of two groups, in any of their slots
inline constexpr size_t kWindowClasses = 64;  // distinct window lengths per region

// One key's bucket: one cache line. `key` and `state` change only together, by one 16-byte compare-and-swap.
struct alignas(64) Slot {
  uint64_t key;    // keyed hash of limit and client; 0: never used
  uint64_t state;  // slice, count, window class, tentative: see bucket.h
  uint32_t cells[kHistoryCells];
  // What the daemon has told other gates, or heard from them (bucket.h, Mark). Only the daemon uses these three words.
  uint32_t mark_key;    // low half of the key that the mark is for; another one: nothing is marked
  uint32_t mark_slice;  // all slices before this one are marked,
  uint32_t mark_count;  // and so many requests of this one
};
static_assert(sizeof(Slot) == 64);

struct BucketHead {
  uint32_t slice_ms[kWindowClasses];  // window class → length of its slice; 0: unused. Set once, never changed
  uint64_t overflow_until;            // steady ms until which an overflow slot may hold a live count
  uint64_t claims;                    // a unique number for each attempt to claim a slot
  uint64_t spare[6];
};

// --- blocks and revocations

inline constexpr size_t kKeyTextBytes = 256;
inline constexpr size_t kNoteBytes = 192;
inline constexpr size_t kMaxShapes = 192;      // kinds of keys in one table, see EntryTable
inline constexpr uint64_t kCellsPerEntry = 4;  // index cells per entry: at most a quarter full

// One block or revocation. Rewritten only while no index cell points to it.
struct alignas(64) Entry {
  uint64_t version;  // odd while it is being written
  uint64_t check;    // hash of everything below, verified by every reader
  uint64_t hash_low;
  uint64_t hash_high;
  int64_t since_ms;
  int64_t expires_ms;  // kNever
  int64_t mark_ms;     // revocations: tokens issued before this
  uint8_t shape;
  uint8_t in_use;
  uint16_t first_bytes;   // of `key`: its first part,
  uint16_t second_bytes;  // and its second
  uint16_t note_bytes;
  char key[kKeyTextBytes];
  char note[kNoteBytes];
};
static_assert(sizeof(Entry) == 512);

struct EntryTableHead {
  uint64_t shapes_in_use[kMaxShapes / 64];  // one bit per shape; after a killed writer maybe too many, never too few
  uint32_t dirty;                           // a writer is in the middle of a change, or was killed there
  uint32_t cursor;                          // where the search for a free entry starts
  uint64_t live;                            // indexed entries
  uint32_t shape_counts[kMaxShapes];
};

// --- counters

inline constexpr size_t kMaxReasons = 128;
inline constexpr size_t kMaxNamedCounters = 32;
inline constexpr size_t kMaxStages = 8;
inline constexpr size_t kLatencyBuckets = 64;
inline constexpr size_t kCounterShards = 16;
inline constexpr size_t kMaxSignals = 32;  // of prompts, by prompt::Signal
inline constexpr size_t kSignalFates = 3;

struct alignas(64) CounterShard {
  uint64_t enforced[kMaxReasons];
  uint64_t observed[kMaxReasons];
  uint64_t named[kMaxNamedCounters];
  uint64_t signals[kMaxSignals][kSignalFates];
  uint64_t latency[kMaxStages][kLatencyBuckets];
  uint64_t latency_sum_ns[kMaxStages];
};

// --- counters by route

inline constexpr size_t kCountedRoutes = 128;  // the first one counts all routes without a counter of their own
inline constexpr size_t kRouteNameBytes = 120;
inline constexpr size_t kRouteShards = 4;

// A route's name. `length` is 0 while the entry is free; it is written last.
struct RouteName {
  uint64_t length;
  char text[kRouteNameBytes];
};
static_assert(sizeof(RouteName) == 128);

struct RouteHead {
  RouteName names[kCountedRoutes];
};

struct alignas(64) RouteShard {
  uint64_t enforced[kCountedRoutes][kMaxReasons];
  uint64_t observed[kCountedRoutes][kMaxReasons];
};

// --- the first page

inline constexpr uint32_t kSharedSecrets = 2;  // the one in use, and room to write the next one

struct RegionHead {
  // Written before the file gets its name, never changed afterwards.
  uint64_t magic;
  uint32_t layout_version;
  uint32_t head_bytes;
  uint64_t fingerprint;  // of all struct sizes and reason names that the counters depend on
  uint64_t total_bytes;
  uint64_t bucket_slots;
  uint64_t overflow_slots;
  uint64_t block_entries;
  uint64_t revocation_entries;
  uint8_t secret[kSecretBytes];
  uint64_t check;  // hash of everything above

  // Changes later.
  alignas(64) uint64_t boot_id[kBootIdBytes / 8];
  alignas(64) uint64_t policy_generation;
  uint32_t draining;
  alignas(64) uint64_t directory_generation;
  // Limits that several gates share: their secret for the keys of buckets, and how far this gate has read what the
  // others told. 0: buckets use `secret`; n: shared_secrets[n - 1].
  alignas(64) uint32_t bucket_secret;
  uint64_t told_until[2];
  alignas(64) uint8_t shared_secrets[kSharedSecrets][kSecretBytes];
};
static_assert(sizeof(RegionHead) <= kPageBytes);
static_assert(offsetof(RegionHead, directory_generation) == 448);  // tests/control_files.py stands in for the daemon

}  // namespace gatehouse::state
