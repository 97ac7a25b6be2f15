// Verifies a password without revealing, by the time it takes, whether the account exists or how old its hash is (row
// A10). Shown by verifier_test.cc, which counts the work instead of measuring time.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "passwords/hash.h"

namespace gatehouse::passwords {

// Every call of Verify does the same work: one argon2id hash at cost(), and, while any bcrypt hash is stored,
// one bcrypt as well. Work that the account's own hash does not need is done and discarded.
// Thread-safe.
class Verifier {
 public:
  explicit Verifier(const HashCost& cost) : memory_(cost.memory_bytes), passes_(cost.passes) {}

  // Registers a stored hash: no later check costs less than one against it. Only ForgetBcrypt lowers the cost again.
  void Learn(std::string_view hash);
  // Call when the last bcrypt hash is gone.
  void ForgetBcrypt() { bcrypt_ = 0; }
  [[nodiscard]] bool knows_bcrypt() const { return bcrypt_ != 0; }

  // `hash` is empty for an account that does not exist: it never matches and takes as long.
  [[nodiscard]] HashVerdict Verify(std::string_view password, std::optional<std::string_view> hash) const;
  // The cost of new hashes.
  [[nodiscard]] HashCost cost() const { return {.memory_bytes = memory_, .passes = passes_}; }

 private:
  [[nodiscard]] HashVerdict VerifyOne(std::string_view password, std::optional<std::string_view> hash) const;
  std::atomic<uint64_t> memory_;
  std::atomic<uint32_t> passes_;
  std::atomic<int> bcrypt_{0};  // the highest cost of a stored bcrypt hash; 0: none
};

}  // namespace gatehouse::passwords
