#include "state/entry_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/bytes.h"
#include "state/atomics.h"
#include "state/keyed_hash.h"
#include "state/writer_lock.h"

namespace gatehouse::state {
namespace {

// An index cell: upper half of the key's hash 32 bits | entry's number plus one 32 bits.
constexpr uint64_t kEmptyCell = 0;
constexpr uint64_t kClearedCell = UINT32_MAX;  // was used: readers continue past it
constexpr uint64_t Cell(uint64_t hash_high, uint64_t index) { return hash_high << 32 | (index + 1); }
constexpr uint64_t TagOf(uint64_t cell) { return cell >> 32; }
constexpr uint64_t EntryOf(uint64_t cell) { return (cell & UINT32_MAX) - 1; }
constexpr bool Used(uint64_t cell) { return cell != kEmptyCell && cell != kClearedCell; }

// The largest distance of a key from its home cell. With a quarter of the cells in use it is small; it bounds the
// steps of readers.
constexpr uint64_t kMaxProbes = 512;
// How often a reader retries an entry that is being replaced.
constexpr int kMaxLooks = 64;

constexpr size_t kEntryWords = sizeof(Entry) / sizeof(uint64_t);
constexpr size_t kCheckedFrom = offsetof(Entry, hash_low);
using EntryWords = std::array<uint64_t, kEntryWords>;

}  // namespace

EntryTable::EntryTable(const Region& region, Region::Entries part, std::string_view name)
    : region_(region), part_(part), capacity_(part.entries.size() - 1), name_(name) {}

uint64_t EntryTable::ShapesInUse(size_t word) const { return Load(part_.head->shapes_in_use[word]); }

bool EntryTable::InUse(uint8_t shape) const {
  return shape < kMaxShapes && (ShapesInUse(shape / 64) >> (shape % 64) & 1) != 0;
}

EntryTable::Hash EntryTable::HashOf(const FactKey& key) const {
  const Secret secret = region_.secret();
  const Hash128 first = KeyedHash128(key.first.data(), key.first.size(), secret);
  const Hash128 second = KeyedHash128(key.second.data(), key.second.size(), secret);
  const uint64_t words[] = {key.shape, first.low, first.high, second.low, second.high};
  const Hash128 whole = KeyedHash128(words, sizeof words, secret);
  return {whole.low, whole.high};
}

uint64_t EntryTable::CheckOf(const Entry& entry) const {
  const auto* bytes = reinterpret_cast<const std::byte*>(&entry);
  return KeyedHash(bytes + kCheckedFrom, sizeof entry - kCheckedFrom, region_.secret());
}

// The words are loaded and stored in order, with the version first and last: equal even versions mean that
// no writer interfered.
EntryTable::Read EntryTable::ReadEntry(uint64_t index, Entry& copy) const {
  if (index >= part_.entries.size()) return Read::kCorrupt;
  auto* from = reinterpret_cast<uint64_t*>(&part_.entries[index]);
  EntryWords words;
  for (size_t i = 0; i < kEntryWords; ++i) words[i] = Load(from[i]);
  if (words[0] % 2 != 0 || Load(from[0]) != words[0]) return Read::kUnsettled;
  std::memcpy(&copy, words.data(), sizeof copy);
  if (copy.check != CheckOf(copy) || size_t{copy.first_bytes} + copy.second_bytes > kKeyTextBytes ||
      copy.note_bytes > kNoteBytes || copy.shape >= kMaxShapes) {
    corrupt_reads_.fetch_add(1, std::memory_order_relaxed);
    return Read::kCorrupt;
  }
  return Read::kWhole;
}

void EntryTable::WriteEntry(uint64_t index, const Entry& entry) {
  Entry content = entry;
  auto* to = reinterpret_cast<uint64_t*>(&part_.entries[index]);
  const uint64_t writing = Load(to[0]) | 1;
  Store(to[0], writing);
  content.check = CheckOf(content);
  EntryWords words;
  std::memcpy(words.data(), &content, sizeof content);
  for (size_t i = 1; i < kEntryWords; ++i) Store(to[i], words[i]);
  Store(to[0], writing + 1);
}

std::optional<int64_t> EntryTable::Find(const FactKey& key, base::Wall now) const {
  if (!InUse(key.shape)) return std::nullopt;
  const Hash hash = HashOf(key);
  const uint64_t cells = part_.index.size();
  for (uint64_t probe = 0; probe < std::min(kMaxProbes, cells); ++probe) {
    uint64_t& place = part_.index[(hash.low + probe) % cells];
    uint64_t cell = Load(place);
    if (cell == kEmptyCell) return std::nullopt;
    for (int look = 0; Used(cell) && TagOf(cell) == hash.high >> 32; ++look) {
      // Replaced repeatedly during the reads: the fact exists, whatever its content.
      if (look == kMaxLooks) return kNever;
      Entry entry;
      const Read read = ReadEntry(EntryOf(cell), entry);
      if (read == Read::kWhole && entry.in_use != 0 && entry.shape == key.shape && entry.hash_low == hash.low &&
          entry.hash_high == hash.high) {
        if (entry.expires_ms > now.time_since_epoch().count()) return entry.mark_ms;
        break;
      }
      // Not the key, or no longer: the cell shows whether the entry was replaced meanwhile.
      const uint64_t again = Load(place);
      if (again == cell && read != Read::kUnsettled) break;
      cell = again;
    }
  }
  return std::nullopt;
}

bool EntryTable::Matches(uint64_t cell, const Hash& hash, uint8_t shape) const {
  Entry entry;
  return Used(cell) && TagOf(cell) == hash.high >> 32 && ReadEntry(EntryOf(cell), entry) == Read::kWhole &&
         entry.in_use != 0 && entry.shape == shape && entry.hash_low == hash.low && entry.hash_high == hash.high;
}

std::optional<uint64_t> EntryTable::CellOf(const Hash& hash, uint8_t shape) const {
  const uint64_t cells = part_.index.size();
  for (uint64_t probe = 0; probe < std::min(kMaxProbes, cells); ++probe) {
    const uint64_t at = (hash.low + probe) % cells;
    const uint64_t cell = Load(part_.index[at]);
    if (cell == kEmptyCell) break;
    if (Matches(cell, hash, shape)) return at;
  }
  return std::nullopt;
}

std::optional<uint64_t> EntryTable::FreeCell(const Hash& hash) const {
  const uint64_t cells = part_.index.size();
  for (uint64_t probe = 0; probe < std::min(kMaxProbes, cells); ++probe) {
    const uint64_t at = (hash.low + probe) % cells;
    if (!Used(Load(part_.index[at]))) return at;
  }
  return std::nullopt;
}

std::optional<uint64_t> EntryTable::FreeEntry() {
  const uint64_t count = part_.entries.size();
  const uint64_t start = Load(part_.head->cursor);
  for (uint64_t step = 0; step < count; ++step) {
    const uint64_t index = (start + step) % count;
    Entry entry;
    const bool never_used = Load(part_.entries[index].version) == 0;
    if (!never_used && (ReadEntry(index, entry) != Read::kWhole || entry.in_use != 0)) continue;
    Store(part_.head->cursor, static_cast<uint32_t>((index + 1) % count));
    return index;
  }
  return std::nullopt;
}

void EntryTable::CountShape(uint8_t shape, bool more) {
  uint32_t& count = part_.head->shape_counts[shape];
  uint64_t& bits = part_.head->shapes_in_use[shape / 64];
  const uint64_t bit = uint64_t{1} << (shape % 64);
  const uint32_t was = Load(count);
  const uint64_t live = Load(part_.head->live);
  if (more) {
    Store(count, was + 1);
    Store(part_.head->live, live + 1);
    Store(bits, Load(bits) | bit);
  } else {
    Store(count, was - std::min(was, 1U));
    Store(part_.head->live, live - std::min<uint64_t>(live, 1));
    if (was <= 1) Store(bits, Load(bits) & ~bit);
  }
}

// A cleared cell before an empty one can become empty, so that readers stop there.
void EntryTable::ClearCell(uint64_t at) {
  const uint64_t cells = part_.index.size();
  Store(part_.index[at], kClearedCell);
  if (Load(part_.index[(at + 1) % cells]) != kEmptyCell) return;
  for (uint64_t step = 0; step < cells && Load(part_.index[at]) == kClearedCell; ++step) {
    Store(part_.index[at], kEmptyCell);
    at = (at + cells - 1) % cells;
  }
}

void EntryTable::Drop(uint64_t at) {
  const uint64_t index = EntryOf(Load(part_.index[at]));
  Entry entry;
  const bool whole = ReadEntry(index, entry) == Read::kWhole;
  ClearCell(at);
  if (index < part_.entries.size()) WriteEntry(index, Entry{});
  if (whole) CountShape(entry.shape, false);
}

// Texts that are too long for the entry are cut; the hash is of all of them.
Entry EntryTable::MakeEntry(const Fact& fact, const Hash& hash) {
  Entry entry{};
  entry.hash_low = hash.low;
  entry.hash_high = hash.high;
  entry.since_ms = fact.since_ms;
  entry.expires_ms = fact.expires_ms;
  entry.mark_ms = fact.mark_ms;
  entry.shape = fact.shape;
  entry.in_use = 1;
  const std::string_view first = base::CutText(fact.first, kKeyTextBytes);
  const std::string_view second = base::CutText(fact.second, kKeyTextBytes - first.size());
  const std::string_view note = base::CutText(fact.note, kNoteBytes);
  entry.first_bytes = static_cast<uint16_t>(first.size());
  entry.second_bytes = static_cast<uint16_t>(second.size());
  entry.note_bytes = static_cast<uint16_t>(note.size());
  std::ranges::copy(first, entry.key);
  std::ranges::copy(second, entry.key + first.size());
  std::ranges::copy(note, entry.note);
  return entry;
}

base::Result<> EntryTable::Put(const Fact& fact, base::Wall now, uint64_t reserved) {
  if (fact.shape >= kMaxShapes) return base::Fail("No such kind of entry", std::string(name_));
  const auto lock = WriterLock::Acquire(region_);
  if (!lock) return std::unexpected(lock.error());
  if (Load(part_.head->dirty) != 0) Recover();

  const Hash hash = HashOf({fact.shape, fact.first, fact.second});
  Store(part_.head->dirty, 1U);
  const auto clean = [this] { Store(part_.head->dirty, 0U); };
  std::optional<uint64_t> at = CellOf(hash, fact.shape);
  const uint64_t most = capacity_ - std::min(reserved, capacity_);
  if (!at && Load(part_.head->live) >= most) {
    DropOver(now);
    if (Load(part_.head->live) >= most) {
      clean();
      return base::Fail(std::string(name_) + " is full", region_.path(), "remove entries, or let some expire");
    }
  }
  const std::optional<uint64_t> index = FreeEntry();
  const std::optional<uint64_t> cell = at ? at : FreeCell(hash);
  if (!index || !cell) {
    clean();
    return base::Fail(std::string(name_) + " has no room for this entry", region_.path(),
                      "remove entries, or let some expire");
  }
  const uint64_t before = Load(part_.index[*cell]);
  WriteEntry(*index, MakeEntry(fact, hash));
  if (!at) CountShape(fact.shape, true);
  Store(part_.index[*cell], Cell(hash.high >> 32, *index));  // from here on the fact is in force
  if (at) WriteEntry(EntryOf(before), Entry{});
  clean();
  return {};
}

base::Result<bool> EntryTable::Remove(const FactKey& key) {
  const auto lock = WriterLock::Acquire(region_);
  if (!lock) return std::unexpected(lock.error());
  if (Load(part_.head->dirty) != 0) Recover();
  const std::optional<uint64_t> at = CellOf(HashOf(key), key.shape);
  if (!at) return false;
  Store(part_.head->dirty, 1U);
  Drop(*at);
  Store(part_.head->dirty, 0U);
  return true;
}

void EntryTable::DropOver(base::Wall now) {
  for (uint64_t at = 0; at < part_.index.size(); ++at) {
    Entry entry;
    const uint64_t cell = Load(part_.index[at]);
    if (Used(cell) && ReadEntry(EntryOf(cell), entry) == Read::kWhole &&
        entry.expires_ms <= now.time_since_epoch().count()) {
      Drop(at);
    }
  }
}

// Repairs after a writer was killed: what it had published stays, the rest is dropped (its caller was never told
// that it was done), and the sums are computed again. Readers continue meanwhile; only entries that are not in
// force are removed.
void EntryTable::Recover() {
  std::vector<bool> indexed(part_.entries.size(), false);
  std::array<uint32_t, kMaxShapes> counts{};
  uint64_t live = 0;
  for (uint64_t at = 0; at < part_.index.size(); ++at) {
    const uint64_t cell = Load(part_.index[at]);
    if (!Used(cell)) continue;
    Entry entry;
    const uint64_t index = EntryOf(cell);
    const bool sound = ReadEntry(index, entry) == Read::kWhole && entry.in_use != 0 && !indexed[index] &&
                       TagOf(cell) == entry.hash_high >> 32;
    if (!sound) {
      ClearCell(at);
      continue;
    }
    indexed[index] = true;
    ++counts[entry.shape];
    ++live;
  }
  for (uint64_t index = 0; index < part_.entries.size(); ++index) {
    if (!indexed[index] && Load(part_.entries[index].version) != 0) WriteEntry(index, Entry{});
  }
  std::array<uint64_t, kMaxShapes / 64> bits{};
  for (size_t shape = 0; shape < kMaxShapes; ++shape) {
    Store(part_.head->shape_counts[shape], counts[shape]);
    if (counts[shape] != 0) bits[shape / 64] |= uint64_t{1} << (shape % 64);
  }
  for (size_t word = 0; word < bits.size(); ++word) Store(part_.head->shapes_in_use[word], bits[word]);
  Store(part_.head->live, live);
  Store(part_.head->dirty, 0U);
}

std::vector<EntryTable::Fact> EntryTable::List(base::Wall now) const {
  std::vector<Fact> facts;
  for (uint64_t& place : part_.index) {
    Entry entry;
    const uint64_t cell = Load(place);
    if (!Used(cell) || ReadEntry(EntryOf(cell), entry) != Read::kWhole || entry.in_use == 0) continue;
    if (entry.expires_ms <= now.time_since_epoch().count()) continue;
    facts.push_back({.shape = entry.shape,
                     .first = std::string(entry.key, entry.first_bytes),
                     .second = std::string(entry.key + entry.first_bytes, entry.second_bytes),
                     .note = std::string(entry.note, entry.note_bytes),
                     .since_ms = entry.since_ms,
                     .expires_ms = entry.expires_ms,
                     .mark_ms = entry.mark_ms});
  }
  std::ranges::sort(facts, {}, &Fact::since_ms);
  return facts;
}

}  // namespace gatehouse::state
