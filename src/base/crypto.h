// Signatures, digests and randomness: the only user of OpenSSL. Knows nothing of tokens or requests.
// Shown by crypto_test.cc and the tests of the other crypto files; crypto_corpora_test.cc needs the corpora.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace gatehouse::crypto {

// The JOSE signature algorithms (RFC 7518 §3, RFC 8037) that the product supports. There is no `none` and no HMAC.
enum class Algorithm : uint8_t { kRs256, kPs256, kEs256, kEdDsa };
[[nodiscard]] std::string_view Name(Algorithm algorithm);                // "RS256"
[[nodiscard]] base::Result<Algorithm> AlgorithmNamed(std::string_view);  // exact, case counts

// A verification key that accepts only its own algorithms: RSA 2048–8192 with an odd exponent ≥ 65537 (RFC 8725 §3.5)
// and a modulus that is not of the ROCA family (CVE-2017-15361), P-256, Ed25519.
// Immutable; may be shared between threads (each keeps its own reused verification context).
class PublicKey {
 public:
  // One PEM block: SubjectPublicKeyInfo, PKCS #1, or a certificate, of which only the key is used: its dates and its
  // chain are not checked. A private key is an error.
  [[nodiscard]] static base::Result<PublicKey> FromPem(std::string_view pem);
  [[nodiscard]] static base::Result<PublicKey> FromRsa(std::string_view modulus,
                                                       std::string_view exponent);                // big-endian bytes
  [[nodiscard]] static base::Result<PublicKey> FromP256(std::string_view x, std::string_view y);  // 32 bytes each
  [[nodiscard]] static base::Result<PublicKey> FromEd25519(std::string_view x);                   // 32 bytes

  // Whether the key can be used with the algorithm. The key decides this, never a token's header.
  [[nodiscard]] bool Fits(Algorithm algorithm) const;
  // `signature` in JOSE form: for ES256 the 64 bytes r || s. Returns false for an algorithm that does not fit the key.
  [[nodiscard]] bool Verify(Algorithm algorithm, std::string_view message, std::string_view signature) const;

  [[nodiscard]] std::string Pem() const;
  [[nodiscard]] std::string Jwk(std::string_view kid, Algorithm algorithm) const;  // one public JWK (RFC 7517) as JSON
  [[nodiscard]] std::string Thumbprint() const;                                    // RFC 7638, SHA-256, base64url

  struct Impl;  // defined only in the crypto sources: no other code can make a key
  explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

// From this call on, OpenSSL keeps private key numbers in memory of its own that is locked as far as the system allows,
// excluded from core dumps and wiped. Must be called before any key is read; a second call has no effect.
void KeepKeysInLockedMemory();

class PrivateKey {
 public:
  [[nodiscard]] static base::Result<PrivateKey> Generate(Algorithm algorithm, int rsa_bits = 2048);
  [[nodiscard]] static base::Result<PrivateKey> FromPem(std::string_view pem);
  [[nodiscard]] PublicKey Public() const;
  [[nodiscard]] base::Result<std::string> Sign(Algorithm algorithm,
                                               std::string_view message) const;  // in JOSE form
  [[nodiscard]] std::string Pem() const;  // PKCS #8, not encrypted: the caller must keep it safe

  struct Impl;
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

[[nodiscard]] std::array<uint8_t, 32> Sha256(std::string_view bytes);
// SHA-1 is broken for signatures and for storing passwords. It is provided only to look passwords up in lists of
// breached ones.
[[nodiscard]] std::array<uint8_t, 20> Sha1ForBreachedLists(std::string_view bytes);
[[nodiscard]] bool EqualInConstantTime(std::string_view a, std::string_view b);
// Random bytes from the operating system. A failure ends the program: nothing safe can be done without randomness.
void FillRandom(std::span<uint8_t> bytes);
[[nodiscard]] std::string RandomBytes(size_t count);  // secret bytes must be moved into a SecretString at once

// A self-signed certificate for development, for the given DNS names and addresses, valid for `days` days;
// {certificate, key} as PEM.
struct DevelopmentCertificate {
  std::string certificate_pem;
  std::string key_pem;
};
inline constexpr size_t kMaxCertificateNames = 64;
[[nodiscard]] base::Result<DevelopmentCertificate> MakeDevelopmentCertificate(std::span<const std::string> names,
                                                                              int days);

}  // namespace gatehouse::crypto
