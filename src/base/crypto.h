// Signatures, digests and randomness: the only user of OpenSSL. Nothing here knows a token or a request.
// Shown by crypto_test.cc, and by crypto_corpora_test.cc where the corpora are present.
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

// JOSE signature algorithms (RFC 7518 §3, RFC 8037) that the product knows. There is no `none` and no HMAC.
enum class Algorithm : uint8_t { kRs256, kPs256, kEs256, kEdDsa };
[[nodiscard]] std::string_view Name(Algorithm algorithm);                // "RS256"
[[nodiscard]] base::Result<Algorithm> AlgorithmNamed(std::string_view);  // exact, case counts

// A verification key, bound to what it can verify: RSA 2048–8192 with an odd exponent ≥ 65537 (RFC 8725 §3.5) and no
// modulus of the ROCA family (CVE-2017-15361), P-256, Ed25519.
// Immutable; may be shared between threads (each keeps its own reused verification context).
class PublicKey {
 public:
  // One block: SubjectPublicKeyInfo, PKCS #1, or a certificate, which is taken as a container of its key: neither its
  // dates nor its chain are looked at. A private key is an error.
  [[nodiscard]] static base::Result<PublicKey> FromPem(std::string_view pem);
  [[nodiscard]] static base::Result<PublicKey> FromRsa(std::string_view modulus,
                                                       std::string_view exponent);                // big-endian bytes
  [[nodiscard]] static base::Result<PublicKey> FromP256(std::string_view x, std::string_view y);  // 32 bytes each
  [[nodiscard]] static base::Result<PublicKey> FromEd25519(std::string_view x);                   // 32 bytes

  // Whether the key can be used with the algorithm at all: the key decides, never a token's header.
  [[nodiscard]] bool Fits(Algorithm algorithm) const;
  // `signature` as JOSE writes it: for ES256 the 64 bytes r || s. False for every other algorithm than those it Fits.
  [[nodiscard]] bool Verify(Algorithm algorithm, std::string_view message, std::string_view signature) const;

  [[nodiscard]] std::string Pem() const;
  [[nodiscard]] std::string Jwk(std::string_view kid, Algorithm algorithm) const;  // one public JWK (RFC 7517) as JSON
  [[nodiscard]] std::string Thumbprint() const;                                    // RFC 7638, SHA-256, base64url

  struct Impl;  // known to the crypto sources alone: no other code can make a key
  explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

// From here on the private numbers of keys lie in memory of OpenSSL's own that is locked, as far as the system allows,
// left out of core dumps and wiped. Before any key is read; a second call changes nothing.
void KeepKeysInLockedMemory();

class PrivateKey {
 public:
  [[nodiscard]] static base::Result<PrivateKey> Generate(Algorithm algorithm, int rsa_bits = 2048);
  [[nodiscard]] static base::Result<PrivateKey> FromPem(std::string_view pem);
  [[nodiscard]] PublicKey Public() const;
  [[nodiscard]] base::Result<std::string> Sign(Algorithm algorithm,
                                               std::string_view message) const;  // as JOSE writes it
  [[nodiscard]] std::string Pem() const;  // PKCS #8, in clear: the caller keeps it safe

  struct Impl;
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

[[nodiscard]] std::array<uint8_t, 32> Sha256(std::string_view bytes);
// SHA-1 is broken for signatures and for storing passwords. Lists of breached passwords are looked up by it, and that
// is all it is here for.
[[nodiscard]] std::array<uint8_t, 20> Sha1ForBreachedLists(std::string_view bytes);
[[nodiscard]] bool EqualInConstantTime(std::string_view a, std::string_view b);
// From the operating system's generator; a failure there ends the program: nothing safe can be done without it.
void FillRandom(std::span<uint8_t> bytes);
[[nodiscard]] std::string RandomBytes(size_t count);  // what is secret of them goes into a SecretString at once

// A self-signed certificate for development, for the given DNS names and addresses, valid for `days`; {certificate,
// key} as PEM.
struct DevelopmentCertificate {
  std::string certificate_pem;
  std::string key_pem;
};
[[nodiscard]] base::Result<DevelopmentCertificate> MakeDevelopmentCertificate(std::span<const std::string> names,
                                                                              int days);

}  // namespace gatehouse::crypto
