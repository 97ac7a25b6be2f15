// OpenSSL helpers that the crypto sources share: owners for its objects, its error queue, the digest in use. Private
// to base.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace gatehouse::crypto {

template <auto kFree>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const noexcept {
    kFree(object);
  }
};
using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

inline constexpr int kP256Bytes = 32;  // of a coordinate, and of each half of a signature

// Texts as OpenSSL takes them.
[[nodiscard]] inline const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
[[nodiscard]] inline unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Empties OpenSSL's error queue of this thread on leaving. nginx reports errors that it finds there as its own.
class ErrorScope {
 public:
  ErrorScope() { ERR_set_mark(); }
  ~ErrorScope() { ERR_pop_to_mark(); }
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
};

// SHA-256, fetched once for the whole program: fetching it per use costs more than hashing a short message.
[[nodiscard]] const EVP_MD* Sha256Method();

// Reads from `pem`, which must outlive it.
[[nodiscard]] Bio PemInput(std::string_view pem);
// The first private key in PEM; null if there is none, or if it needs a passphrase.
[[nodiscard]] Pkey PrivateKeyIn(std::string_view pem);

[[nodiscard]] inline std::string Content(BIO* memory) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(memory, &data);
  return length > 0 ? std::string(data, static_cast<size_t>(length)) : std::string();
}

}  // namespace gatehouse::crypto
