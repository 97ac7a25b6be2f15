// Password hashes (row A10): creates argon2id (RFC 9106, libsodium); verifies argon2id and old bcrypt (libxcrypt).
// Also used for client secrets of droplets. At most kMaxParallelHashes are computed at once, whatever the number of
// threads, so that memory is bounded. Shown by hash_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::passwords {

// OWASP's parameters for argon2id; calibration only adds passes.
struct HashCost {
  uint64_t memory_bytes = uint64_t{19} * 1024 * 1024;
  uint32_t passes = 2;

  friend bool operator==(const HashCost&, const HashCost&) = default;
};
inline constexpr int kMinBcryptCost = 12;
inline constexpr size_t kMaxPasswordBytes = 1024;  // longer ones are refused before hashing

// Upper bounds for the cost of a stored hash: one that costs more counts as unknown.
inline constexpr uint64_t kMaxHashMemory = uint64_t{256} * 1024 * 1024;
inline constexpr uint32_t kMaxHashPasses = 64;
inline constexpr int kMaxBcryptCost = 16;
// At once, in one process: the number of processors, but at most this.
inline constexpr int kMaxParallelHashes = 8;

// "$argon2id$v=19$m=19456,t=2,p=1$…$…"
[[nodiscard]] base::Result<std::string> HashPassword(std::string_view password, const HashCost& cost = {});

struct HashVerdict {
  bool matches = false;
  bool outdated = false;  // it matches, but should be hashed again: bcrypt, or argon2id below `cost`
};
// Takes the time of the hash, whatever the password, once for each of its Unicode forms (spelling.h). An
// unknown hash never matches; bcrypt below kMinBcryptCost is outdated. `cost` is the cost of new hashes.
[[nodiscard]] HashVerdict VerifyPassword(std::string_view password, std::string_view hash, const HashCost& cost = {});

// The cost of verifying against a stored hash. Both empty: an unknown hash, which costs nothing.
struct HashKind {
  std::optional<HashCost> argon2id;
  std::optional<int> bcrypt;  // its cost, 4 to kMaxBcryptCost
};
[[nodiscard]] HashKind KindOf(std::string_view hash);

// Works as long as a verification would and discards the result, to hide timing differences. `passes` may be 0.
void SpendArgon2id(std::string_view password, const HashCost& cost);
void SpendBcrypt(std::string_view password, int cost);

// The number of passes for which one hash takes about `target` on this machine, from HashCost's 2 to kMaxHashPasses.
// `measure` returns the time of one hash; the default hashes a few times.
using Measure = std::function<std::chrono::nanoseconds(const HashCost&)>;
[[nodiscard]] std::chrono::nanoseconds MeasureHash(const HashCost& cost);
[[nodiscard]] HashCost CalibratedCost(std::chrono::milliseconds target, const Measure& measure = MeasureHash);

// The hashing work of this process so far. Two requests that add the same amount took the same time.
struct WorkDone {
  uint64_t argon2id = 0;  // bytes × passes
  uint64_t bcrypt = 0;    // rounds

  friend bool operator==(const WorkDone&, const WorkDone&) = default;
};
[[nodiscard]] WorkDone TotalWork();

}  // namespace gatehouse::passwords
