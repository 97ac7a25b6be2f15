#include "passwords/verifier.h"

#include <algorithm>

#include "passwords/spelling.h"

namespace gatehouse::passwords {
namespace {

template <typename T>
void RaiseTo(std::atomic<T>& value, T least) {
  T current = value;
  while (current < least && !value.compare_exchange_weak(current, least)) {
  }
}

}  // namespace

void Verifier::Learn(std::string_view hash) {
  const HashKind kind = KindOf(hash);
  if (kind.argon2id) {
    RaiseTo(memory_, kind.argon2id->memory_bytes);
    RaiseTo(passes_, kind.argon2id->passes);
  }
  if (kind.bcrypt) RaiseTo(bcrypt_, *kind.bcrypt);
}

HashVerdict Verifier::Verify(std::string_view password, std::optional<std::string_view> hash) const {
  HashVerdict verdict;
  bool first = true;
  // All spellings are tried, even after a match: their number depends only on the typed password.
  for (const base::SecretString& spelling : Spellings(password.substr(0, kMaxPasswordBytes + 1))) {
    const HashVerdict one = VerifyOne(spelling.Reveal(), hash);
    if (one.matches && !verdict.matches) verdict = {.matches = true, .outdated = one.outdated || !first};
    first = false;
  }
  return verdict;
}

HashVerdict Verifier::VerifyOne(std::string_view password, std::optional<std::string_view> hash) const {
  const HashCost full = cost();
  const HashKind kind = hash ? KindOf(*hash) : HashKind{};
  const HashVerdict verdict = hash ? VerifySpelling(password, *hash, full) : HashVerdict{};
  HashCost rest = full;
  if (kind.argon2id) {
    // A hash with less memory cannot be compensated pass by pass: the remaining blocks are spent as full-size passes.
    const uint64_t whole = full.memory_bytes * full.passes;
    const uint64_t done = std::min(whole, kind.argon2id->memory_bytes * kind.argon2id->passes);
    rest.passes = static_cast<uint32_t>((whole - done + full.memory_bytes / 2) / full.memory_bytes);
  }
  SpendArgon2id(password, rest);
  const int bcrypt = bcrypt_;
  if (bcrypt != 0 && !kind.bcrypt) SpendBcrypt(password, bcrypt);
  // 2^a + 2^a + 2^(a+1) + … + 2^(b-1) rounds equal 2^b.
  for (int cost = kind.bcrypt.value_or(bcrypt); cost < bcrypt; ++cost) SpendBcrypt(password, cost);
  return verdict;
}

}  // namespace gatehouse::passwords
