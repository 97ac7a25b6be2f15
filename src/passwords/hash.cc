#include "passwords/hash.h"

#include <crypt.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <semaphore>
#include <thread>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/number.h"
#include "base/secret_string.h"
#include "passwords/spelling.h"

namespace gatehouse::passwords {
namespace {

constexpr uint64_t kKibibyte = 1024;
constexpr std::string_view kArgon2idPrefix = "$argon2id$v=19$m=";
constexpr uint32_t kMaxLanes = 16;  // other libraries hash with several; we only verify such hashes
constexpr size_t kBcryptBytes = 60;
constexpr int kLeastBcryptCost = 4;  // bcrypt's minimum; such a hash is verified only to be replaced

std::atomic<uint64_t> argon2id_work;
std::atomic<uint64_t> bcrypt_work;

void EnsureSodium() {
  static const int ready = sodium_init();
  if (ready < 0) std::abort();  // nothing safe can be done without random numbers
}

// One of the kMaxParallelHashes slots.
class Place {
 public:
  Place() { Semaphore().acquire(); }
  ~Place() { Semaphore().release(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  static std::counting_semaphore<kMaxParallelHashes>& Semaphore() {
    static std::counting_semaphore<kMaxParallelHashes> places(
        std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxParallelHashes));
    return places;
  }
};

struct Argon2idKind {
  HashCost cost;
  uint32_t lanes = 1;
};

// Removes "NUMBER" and the text that must follow it from the front.
bool TakeNumber(std::string_view& text, std::string_view behind, uint32_t& value) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{}) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (!text.starts_with(behind)) return false;
  text.remove_prefix(behind.size());
  return true;
}

std::optional<Argon2idKind> Argon2idOf(std::string_view hash) {
  if (!hash.starts_with(kArgon2idPrefix) || hash.size() >= crypto_pwhash_argon2id_STRBYTES) return {};
  if (hash.contains('\0')) return {};
  hash.remove_prefix(kArgon2idPrefix.size());
  uint32_t kibibytes = 0;
  Argon2idKind kind;
  if (!TakeNumber(hash, ",t=", kibibytes) || !TakeNumber(hash, ",p=", kind.cost.passes) ||
      !TakeNumber(hash, "$", kind.lanes)) {
    return {};
  }
  kind.cost.memory_bytes = kibibytes * kKibibyte;
  const bool bounded = kind.cost.memory_bytes <= kMaxHashMemory && kind.cost.passes <= kMaxHashPasses &&
                       kind.cost.passes >= 1 && kind.lanes >= 1 && kind.lanes <= kMaxLanes;
  return bounded ? std::optional(kind) : std::nullopt;
}

std::optional<int> BcryptOf(std::string_view hash) {
  // "$2b$12$", 22 characters of salt, 31 of hash.
  const bool shaped = hash.size() == kBcryptBytes && hash.starts_with("$2") &&
                      std::string_view("aby").contains(hash[2]) && hash[3] == '$' && hash[6] == '$' &&
                      !hash.contains('\0');
  if (!shaped) return {};
  const auto cost = base::ParseNumber<int>(hash.substr(4, 2));
  return cost && *cost >= kLeastBcryptCost && *cost <= kMaxBcryptCost ? cost : std::nullopt;
}

bool VerifyArgon2id(std::string_view password, std::string_view hash, const HashCost& cost) {
  EnsureSodium();
  const Place place;
  argon2id_work += cost.memory_bytes * cost.passes;
  return crypto_pwhash_argon2id_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

bool VerifyBcrypt(std::string_view password, std::string_view hash, int cost) {
  const Place place;
  bcrypt_work += uint64_t{1} << static_cast<unsigned>(cost);
  // bcrypt reads the password up to a NUL or 72 bytes. A password with a NUL can never have been hashed completely.
  const bool whole = !password.contains('\0');
  const base::SecretString terminated{std::string(password)};
  const auto work = std::make_unique<crypt_data>();
  const std::string setting(hash);
  const char* made = crypt_rn(terminated.Reveal().data(), setting.c_str(), work.get(), sizeof(crypt_data));
  const bool matches = made != nullptr && crypto::EqualInConstantTime(made, hash);
  explicit_bzero(work.get(), sizeof(crypt_data));
  return whole && matches;
}

bool Below(const Argon2idKind& kind, const HashCost& cost) {
  return kind.cost.memory_bytes < cost.memory_bytes || kind.cost.passes < cost.passes;
}

}  // namespace

base::Result<std::string> HashPassword(std::string_view typed, const HashCost& cost) {
  if (typed.empty()) return base::Fail("The password is empty");
  if (typed.size() > kMaxPasswordBytes) return base::Fail("The password is longer than 1024 bytes");
  EnsureSodium();
  const base::SecretString composed = Composed(typed);
  const std::string_view password = composed.Reveal();
  const Place place;
  std::array<char, crypto_pwhash_argon2id_STRBYTES> hash{};
  argon2id_work += cost.memory_bytes * cost.passes;
  if (crypto_pwhash_argon2id_str(hash.data(), password.data(), password.size(), cost.passes, cost.memory_bytes) != 0) {
    return base::Fail("The password could not be hashed", {}, "hashing takes 19 MiB of memory: see what is free");
  }
  return std::string(hash.data());
}

HashVerdict VerifyPassword(std::string_view password, std::string_view hash, const HashCost& cost) {
  HashVerdict verdict;
  bool first = true;
  for (const base::SecretString& spelling : Spellings(password.substr(0, kMaxPasswordBytes + 1))) {
    const HashVerdict one = VerifySpelling(spelling.Reveal(), hash, cost);
    if (one.matches && !verdict.matches) verdict = {.matches = true, .outdated = one.outdated || !first};
    first = false;
  }
  return verdict;
}

HashVerdict VerifySpelling(std::string_view password, std::string_view hash, const HashCost& cost) {
  const bool sane = !password.empty() && password.size() <= kMaxPasswordBytes;
  password = password.empty() ? " " : password.substr(0, kMaxPasswordBytes);
  if (const auto kind = Argon2idOf(hash)) {
    const bool matches = VerifyArgon2id(password, hash, kind->cost) && sane;
    return {.matches = matches, .outdated = matches && Below(*kind, cost)};
  }
  if (const auto bcrypt = BcryptOf(hash)) {
    const bool matches = VerifyBcrypt(password, hash, *bcrypt) && sane;
    return {.matches = matches, .outdated = matches};
  }
  return {};
}

HashKind KindOf(std::string_view hash) {
  HashKind kind;
  if (const auto argon2id = Argon2idOf(hash)) kind.argon2id = argon2id->cost;
  kind.bcrypt = BcryptOf(hash);
  return kind;
}

void SpendArgon2id(std::string_view password, const HashCost& cost) {
  if (cost.passes == 0) return;
  EnsureSodium();
  const Place place;
  std::array<unsigned char, crypto_pwhash_argon2id_BYTES_MIN> out{};
  constexpr std::array<unsigned char, crypto_pwhash_argon2id_SALTBYTES> kSalt{};
  argon2id_work += cost.memory_bytes * cost.passes;
  password = password.empty() ? " " : password.substr(0, kMaxPasswordBytes);
  // The result and its success are deliberately ignored.
  [[maybe_unused]] const int made =
      crypto_pwhash_argon2id(out.data(), out.size(), password.data(), password.size(), kSalt.data(), cost.passes,
                             cost.memory_bytes, crypto_pwhash_argon2id_ALG_ARGON2ID13);
}

void SpendBcrypt(std::string_view password, int cost) {
  cost = std::clamp(cost, kLeastBcryptCost, kMaxBcryptCost);
  const std::string hash =
      std::string(cost < 10 ? "$2b$0" : "$2b$") + std::to_string(cost) + "$" + std::string(kBcryptBytes - 7, '.');
  (void)VerifyBcrypt(password.substr(0, kMaxPasswordBytes), hash, cost);
}

std::chrono::nanoseconds MeasureHash(const HashCost& cost) {
  // The minimum of a few runs: load on the machine must not make hashes cheaper to guess.
  constexpr int kTimes = 3;
  auto least = std::chrono::nanoseconds::max();
  for (int i = 0; i < kTimes; ++i) {
    const auto begin = base::ReadStopwatch();
    SpendArgon2id("calibration", cost);
    least = std::min(least, base::ReadStopwatch() - begin);
  }
  return least;
}

HashCost CalibratedCost(std::chrono::milliseconds target, const Measure& measure) {
  HashCost cost;
  const auto taken = measure(cost);
  const auto one_pass = std::max(taken / cost.passes, std::chrono::nanoseconds(1));
  const auto passes = std::chrono::nanoseconds(target) / one_pass;
  cost.passes =
      static_cast<uint32_t>(std::clamp<int64_t>(passes, static_cast<int64_t>(cost.passes), int64_t{kMaxHashPasses}));
  return cost;
}

WorkDone TotalWork() { return {.argon2id = argon2id_work, .bcrypt = bcrypt_work}; }

}  // namespace gatehouse::passwords
