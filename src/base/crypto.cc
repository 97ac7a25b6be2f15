#include "base/crypto.h"

#include <openssl/crypto.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/crypto_openssl.h"

namespace gatehouse::crypto {
namespace {

constexpr std::array<std::pair<Algorithm, std::string_view>, 4> kNames = {{
    {Algorithm::kRs256, "RS256"},
    {Algorithm::kPs256, "PS256"},
    {Algorithm::kEs256, "ES256"},
    {Algorithm::kEdDsa, "EdDSA"},
}};

}  // namespace

std::string_view Name(Algorithm algorithm) { return kNames[static_cast<size_t>(algorithm)].second; }

base::Result<Algorithm> AlgorithmNamed(std::string_view name) {
  for (const auto& [algorithm, known] : kNames) {
    if (known == name) return algorithm;
  }
  return base::Fail("Unknown signature algorithm", {}, "use RS256, PS256, ES256 or EdDSA");
}

const EVP_MD* Sha256Method() {
  // Never freed: worker threads may still verify while static objects are destroyed.
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (method == nullptr) std::abort();  // an OpenSSL without SHA-256 is useless
  return method;
}

std::array<uint8_t, 32> Sha256(std::string_view bytes) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  std::array<uint8_t, 32> digest{};
  unsigned length = 0;
  // A failed digest must not look like a digest: nothing safe can be done without it.
  if (!context || EVP_DigestInit_ex2(context.get(), Sha256Method(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1 || length != digest.size()) {
    std::abort();
  }
  return digest;
}

std::array<uint8_t, 20> Sha1ForBreachedLists(std::string_view bytes) {
  std::array<uint8_t, 20> digest{};
  size_t length = 0;
  if (EVP_Q_digest(nullptr, "SHA1", nullptr, bytes.data(), bytes.size(), digest.data(), &length) != 1 ||
      length != digest.size()) {
    std::abort();
  }
  return digest;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void FillRandom(std::span<uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) std::abort();
    bytes = bytes.subspan(static_cast<size_t>(got));
  }
}

void KeepKeysInLockedMemory() {
  constexpr size_t kHeapBytes = 64 << 10;
  constexpr size_t kSmallestBytes = 32;
  // 2: the memory could not be locked, but is excluded from dumps. 0: it was set up before.
  CRYPTO_secure_malloc_init(kHeapBytes, kSmallestBytes);
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  FillRandom({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

}  // namespace gatehouse::crypto
