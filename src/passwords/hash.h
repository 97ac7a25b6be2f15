// Password hashes (row A10): argon2id (RFC 9106, libsodium) going out; argon2id and old bcrypt (libxcrypt) coming in.
// Client secrets of droplets are kept the same way. However many threads ask, only kMaxParallelHashes are worked on at
// once, so that the memory is bounded. Shown by hash_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::passwords {

// OWASP's figures for argon2id; calibrated means more passes, never fewer.
struct HashCost {
  uint64_t memory_bytes = uint64_t{19} * 1024 * 1024;
  uint32_t passes = 2;

  friend bool operator==(const HashCost&, const HashCost&) = default;
};
inline constexpr int kMinBcryptCost = 12;
inline constexpr size_t kMaxPasswordBytes = 1024;  // more is refused before it is hashed

// What a stored hash may ask of us: one that asks for more is of no known kind.
inline constexpr uint64_t kMaxHashMemory = uint64_t{256} * 1024 * 1024;
inline constexpr uint32_t kMaxHashPasses = 64;
inline constexpr int kMaxBcryptCost = 16;
// At once, in one process: no more than there are processors, and no more than this.
inline constexpr int kMaxParallelHashes = 8;

// "$argon2id$v=19$m=19456,t=2,p=1$…$…"
[[nodiscard]] base::Result<std::string> HashPassword(std::string_view password, const HashCost& cost = {});

struct HashVerdict {
  bool matches = false;
  bool outdated = false;  // it matches, but should be hashed again: bcrypt, or argon2id below `cost`
};
// Takes the time of the hash, whatever the password, once for each of its Unicode forms (spelling.h). A hash of an
// unknown kind matches nothing; bcrypt below kMinBcryptCost is outdated. `cost` is what a new hash would cost.
[[nodiscard]] HashVerdict VerifyPassword(std::string_view password, std::string_view hash, const HashCost& cost = {});

// What verifying against a stored hash takes. Both empty: a hash of no known kind, which takes nothing.
struct HashKind {
  std::optional<HashCost> argon2id;
  std::optional<int> bcrypt;  // its cost, 4 to kMaxBcryptCost
};
[[nodiscard]] HashKind KindOf(std::string_view hash);

// Works as long as verifying would, for nothing: so that the time taken says nothing. `passes` may be 0.
void SpendArgon2id(std::string_view password, const HashCost& cost);
void SpendBcrypt(std::string_view password, int cost);

// The passes at which one hash takes about `target` on this machine, from HashCost's 2 to kMaxHashPasses. `measure`
// says how long one takes; the default hashes a few times.
using Measure = std::function<std::chrono::nanoseconds(const HashCost&)>;
[[nodiscard]] std::chrono::nanoseconds MeasureHash(const HashCost& cost);
[[nodiscard]] HashCost CalibratedCost(std::chrono::milliseconds target, const Measure& measure = MeasureHash);

// What this process has hashed so far. Two requests that raise it by the same took the same time.
struct WorkDone {
  uint64_t argon2id = 0;  // bytes × passes
  uint64_t bcrypt = 0;    // rounds

  friend bool operator==(const WorkDone&, const WorkDone&) = default;
};
[[nodiscard]] WorkDone TotalWork();

}  // namespace gatehouse::passwords
