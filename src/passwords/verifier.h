// Verifying a password without telling, by the time it takes, whether the account exists or how old its hash is (row
// A10). Shown by verifier_test.cc, by counting the work and not by the clock.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "passwords/hash.h"

namespace gatehouse::passwords {

// Every call of Verify does the same work: one argon2id hash at cost(), and, as long as a bcrypt hash is stored
// somewhere, one bcrypt as well. What an account's own hash does not take is spent for nothing. Calls are safe from
// several threads.
class Verifier {
 public:
  explicit Verifier(const HashCost& cost) : memory_(cost.memory_bytes), passes_(cost.passes) {}

  // A hash that is stored: no check may be cheaper than against it. Costs never fall again but by ForgetBcrypt.
  void Learn(std::string_view hash);
  // The last bcrypt hash is gone.
  void ForgetBcrypt() { bcrypt_ = 0; }
  [[nodiscard]] bool knows_bcrypt() const { return bcrypt_ != 0; }

  // `hash` is empty for an account that does not exist: that matches nothing and takes as long.
  [[nodiscard]] HashVerdict Verify(std::string_view password, std::optional<std::string_view> hash) const;
  // What a new hash should cost.
  [[nodiscard]] HashCost cost() const { return {.memory_bytes = memory_, .passes = passes_}; }

 private:
  [[nodiscard]] HashVerdict VerifyOne(std::string_view password, std::optional<std::string_view> hash) const;
  std::atomic<uint64_t> memory_;
  std::atomic<uint32_t> passes_;
  std::atomic<int> bcrypt_{0};  // the dearest bcrypt cost that is stored; 0: none
};

}  // namespace gatehouse::passwords
