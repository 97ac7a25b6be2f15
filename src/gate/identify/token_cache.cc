#include "gate/identify/token_cache.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gatehouse::gate {
namespace {

constexpr uint32_t kNoEntry = UINT32_MAX;
constexpr size_t kMaxEntries = size_t{1} << 20;
constexpr size_t kSecretBytes = 192;  // XXH3's default size; it requires at least 136
static_assert(kSecretBytes >= XXH3_SECRET_SIZE_MIN);
constexpr size_t kHashedBytes = 64;  // number of bytes at the end of a token that are hashed

struct Entry {
  uint64_t hash = 0;
  uint64_t generation = 0;
  uint64_t owner = 0;  // keyed hash of issuer and subject
  size_t rules = 0;
  bool used = false;  // since the hand last passed
  std::string token;
  std::optional<KnownToken> verified;
};

// The entries of one principal, the oldest first.
struct Owned {
  std::array<uint32_t, TokenCache::kEntriesPerPrincipal> entries{};
  size_t count = 0;
};

// A place of the index: part of the hash next to the entry's number, so that a probe rarely reads a wrong entry.
struct Place {
  uint32_t tag = 0;
  uint32_t entry = kNoEntry;
};

}  // namespace

// Entries are in one array that grows to its limit and is then reused by a clock hand (second chance): a token that was
// seen twice stays, one that was seen once is evicted first. A principal with the maximum number of entries loses its
// own oldest one. The index is open addressing at half load; deletion closes the gap, so chains never break.
struct TokenCache::Impl {
  std::array<uint8_t, kSecretBytes> secret{};  // random per process and cache: collisions cannot be prepared
  size_t max_entries;
  size_t max_bytes;
  size_t bytes = 0;  // of all cached tokens
  std::vector<Entry> entries;
  std::vector<uint32_t> free;
  std::vector<Place> index;
  std::unordered_map<uint64_t, Owned> owners;
  size_t hand = 0;

  Impl(size_t bound, size_t byte_bound)
      : max_entries(std::clamp<size_t>(bound, 1, kMaxEntries)), max_bytes(byte_bound) {
    crypto::FillRandom(secret);
    entries.reserve(max_entries);
    free.reserve(max_entries);
    index.resize(std::bit_ceil(max_entries * 2));
  }

  [[nodiscard]] uint64_t Hash(std::string_view text) const {
    return XXH3_64bits_withSecret(text.data(), text.size(), secret.data(), secret.size());
  }
  [[nodiscard]] uint64_t Owner(const Principal& principal) const {
    return Hash(principal.subject) ^ std::rotl(Hash(principal.issuer), 32);
  }
  // Hashes only the token's end: that is the signature, which nobody can choose, and a match is compared completely.
  [[nodiscard]] uint64_t TokenHash(std::string_view token) const {
    return Hash(token.substr(token.size() - std::min(token.size(), kHashedBytes)));
  }
  [[nodiscard]] size_t Home(uint64_t hash) const { return hash & (index.size() - 1); }
  [[nodiscard]] size_t Next(size_t place) const { return (place + 1) & (index.size() - 1); }
  [[nodiscard]] static uint32_t Tag(uint64_t hash) { return static_cast<uint32_t>(hash >> 32U); }

  // The token's place in the index, or the empty place where its probe ends.
  [[nodiscard]] size_t Locate(uint64_t hash, std::string_view token) const {
    size_t place = Home(hash);
    while (index[place].entry != kNoEntry) {
      if (index[place].tag == Tag(hash) && entries[index[place].entry].token == token) break;
      place = Next(place);
    }
    return place;
  }

  void Unlink(size_t hole) {
    for (size_t place = Next(hole); index[place].entry != kNoEntry; place = Next(place)) {
      const size_t home = Home(entries[index[place].entry].hash);
      const size_t mask = index.size() - 1;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;  // its probe does not cross the gap
      index[hole] = index[place];
      hole = place;
    }
    index[hole] = {};
  }

  void Disown(uint64_t owner, uint32_t entry) {
    const auto found = owners.find(owner);
    if (found == owners.end()) return;
    Owned& owned = found->second;
    const auto end = owned.entries.begin() + static_cast<std::ptrdiff_t>(owned.count);
    owned.count = static_cast<size_t>(std::remove(owned.entries.begin(), end, entry) - owned.entries.begin());
    if (owned.count == 0) owners.erase(found);
  }

  void Remove(size_t place) {
    const uint32_t number = index[place].entry;
    Unlink(place);
    Entry& entry = entries[number];
    Disown(entry.owner, number);
    bytes -= entry.token.size();
    entry = Entry{};
    free.push_back(number);
  }

  void RemoveEntry(uint32_t number) { Remove(Locate(entries[number].hash, entries[number].token)); }

  // Only called when there are entries, so the second round finds one at the latest.
  [[nodiscard]] uint32_t LeastUsed() {
    for (;;) {
      const size_t here = std::exchange(hand, (hand + 1) % entries.size());
      if (entries[here].verified && !std::exchange(entries[here].used, false)) return static_cast<uint32_t>(here);
    }
  }

  // Ensures at least one free entry, and room for `more` bytes.
  void MakeRoomFor(uint64_t owner, size_t more) {
    while (bytes != 0 && bytes + more > max_bytes) RemoveEntry(LeastUsed());
    if (const auto owned = owners.find(owner); owned != owners.end() && owned->second.count == kEntriesPerPrincipal) {
      RemoveEntry(owned->second.entries.front());
    } else if (free.empty() && entries.size() == max_entries) {
      RemoveEntry(LeastUsed());
    }
    if (!free.empty()) return;
    free.push_back(static_cast<uint32_t>(entries.size()));
    entries.emplace_back();
  }
};

TokenCache::TokenCache(size_t max_entries, size_t max_bytes) : impl_(std::make_unique<Impl>(max_entries, max_bytes)) {}
TokenCache::~TokenCache() = default;
TokenCache::TokenCache(TokenCache&&) noexcept = default;
TokenCache& TokenCache::operator=(TokenCache&&) noexcept = default;

TokenCache::Hit TokenCache::Find(std::string_view token, uint64_t generation) const {
  const size_t place = impl_->Locate(impl_->TokenHash(token), token);
  const uint32_t number = impl_->index[place].entry;
  if (number == kNoEntry) return {};
  Entry& entry = impl_->entries[number];
  if (entry.generation != generation) return {};
  if (!entry.used) entry.used = true;
  return {&*entry.verified, entry.rules};
}

const KnownToken* TokenCache::Insert(std::string_view token, uint64_t generation, size_t rules, KnownToken verified) {
  const uint64_t hash = impl_->TokenHash(token);
  const size_t known = impl_->Locate(hash, token);
  if (impl_->index[known].entry != kNoEntry) impl_->Remove(known);
  const uint64_t owner = impl_->Owner(verified.principal());
  impl_->MakeRoomFor(owner, token.size());

  // Operations that may run out of memory come first: a failure leaves the cache consistent.
  std::string copy(token);
  Owned& owned = impl_->owners[owner];
  const uint32_t number = impl_->free.back();
  impl_->free.pop_back();
  owned.entries[owned.count++] = number;
  Entry& entry = impl_->entries[number];
  impl_->bytes += copy.size();
  entry = Entry{hash, generation, owner, rules, false, std::move(copy), std::move(verified)};
  impl_->index[impl_->Locate(hash, token)] = {Impl::Tag(hash), number};
  return &*entry.verified;
}

void TokenCache::Erase(std::string_view token) {
  const size_t place = impl_->Locate(impl_->TokenHash(token), token);
  if (impl_->index[place].entry != kNoEntry) impl_->Remove(place);
}

size_t TokenCache::size() const { return impl_->entries.size() - impl_->free.size(); }

}  // namespace gatehouse::gate
