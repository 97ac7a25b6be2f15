#include "base/crypto_symmetric.h"

#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <cstdlib>
#include <span>
#include <utility>

#include "base/crypto.h"
#include "base/crypto_openssl.h"

namespace gatehouse::crypto {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, FreeWith<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, FreeWith<EVP_KDF_CTX_free>>;

constexpr size_t kAesBlockBytes = 16;
constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;
constexpr size_t kMaxDerivedBytes = size_t{255} * 32;
// The limit of one OpenSSL call; far above everything that is sealed.
constexpr size_t kMaxMessageBytes = size_t{1} << 30;

int Size(std::string_view text) { return static_cast<int>(text.size()); }

// A key of the wrong size or a failing library is a programming error: nothing safe can be done after it.
void Demand(bool holds) {
  if (!holds) std::abort();
}

template <size_t N>
std::array<uint8_t, N> Hmac(const EVP_MD* digest, std::string_view key, std::string_view message) {
  Demand(key.size() <= kMaxMessageBytes);
  std::array<uint8_t, N> mac{};
  unsigned size = 0;
  Demand(HMAC(digest, key.data(), Size(key), Bytes(message), message.size(), mac.data(), &size) != nullptr);
  Demand(size == N);
  return mac;
}

std::unexpected<base::Error> CannotOpen() { return base::Fail("The sealed value cannot be opened"); }

}  // namespace

std::array<uint8_t, 32> HmacSha256(std::string_view key, std::string_view message) {
  return Hmac<32>(EVP_sha256(), key, message);
}

std::array<uint8_t, 20> HmacSha1(std::string_view key, std::string_view message) {
  return Hmac<20>(EVP_sha1(), key, message);
}

std::string EncryptAes128Cbc(std::string_view key, std::string_view iv, std::string_view plain) {
  Demand(key.size() == kAesBlockBytes && iv.size() == kAesBlockBytes && plain.size() <= kMaxMessageBytes);
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::string sealed(plain.size() + kAesBlockBytes, '\0');
  int written = 0;
  int rest = 0;
  Demand(context != nullptr);
  Demand(EVP_EncryptInit_ex2(context.get(), EVP_aes_128_cbc(), Bytes(key), Bytes(iv), nullptr) == 1);
  Demand(EVP_EncryptUpdate(context.get(), Bytes(sealed), &written, Bytes(plain), Size(plain)) == 1);
  Demand(EVP_EncryptFinal_ex(context.get(), Bytes(sealed) + written, &rest) == 1);
  sealed.resize(static_cast<size_t>(written) + static_cast<size_t>(rest));
  return sealed;
}

base::Result<base::SecretString> DecryptAes128Cbc(std::string_view key, std::string_view iv, std::string_view sealed) {
  Demand(key.size() == kAesBlockBytes && iv.size() == kAesBlockBytes);
  if (sealed.empty() || sealed.size() % kAesBlockBytes != 0 || sealed.size() > kMaxMessageBytes) return CannotOpen();
  const ErrorScope errors;
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::string plain(sealed.size() + kAesBlockBytes, '\0');
  int written = 0;
  int rest = 0;
  Demand(context != nullptr);
  Demand(EVP_DecryptInit_ex2(context.get(), EVP_aes_128_cbc(), Bytes(key), Bytes(iv), nullptr) == 1);
  const bool good = EVP_DecryptUpdate(context.get(), Bytes(plain), &written, Bytes(sealed), Size(sealed)) == 1 &&
                    EVP_DecryptFinal_ex(context.get(), Bytes(plain) + written, &rest) == 1;
  plain.resize(good ? static_cast<size_t>(written) + static_cast<size_t>(rest) : plain.size());
  base::SecretString secret(std::move(plain));  // also on failure: wipes what was decrypted so far
  if (!good) return CannotOpen();
  return secret;
}

std::string Seal(std::string_view key, std::string_view plain, std::string_view context) {
  Demand(key.size() == kSealKeyBytes && plain.size() <= kMaxMessageBytes && context.size() <= kMaxMessageBytes);
  std::array<uint8_t, kNonceBytes> nonce{};
  FillRandom(nonce);
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  std::copy(nonce.begin(), nonce.end(), sealed.begin());
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  int written = 0;
  int ignored = 0;
  Demand(cipher != nullptr);
  Demand(EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), Bytes(key), nonce.data(), nullptr) == 1);
  Demand(EVP_EncryptUpdate(cipher.get(), nullptr, &ignored, Bytes(context), Size(context)) == 1);
  Demand(EVP_EncryptUpdate(cipher.get(), Bytes(sealed) + kNonceBytes, &written, Bytes(plain), Size(plain)) == 1);
  Demand(EVP_EncryptFinal_ex(cipher.get(), Bytes(sealed) + kNonceBytes + written, &ignored) == 1);
  Demand(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                             Bytes(sealed) + kNonceBytes + plain.size()) == 1);
  return sealed;
}

base::Result<base::SecretString> Open(std::string_view key, std::string_view sealed, std::string_view context) {
  Demand(key.size() == kSealKeyBytes && context.size() <= kMaxMessageBytes);
  if (sealed.size() < kNonceBytes + kTagBytes || sealed.size() > kMaxMessageBytes) return CannotOpen();
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  const ErrorScope errors;
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  std::string plain(body.size(), '\0');
  int written = 0;
  int ignored = 0;
  Demand(cipher != nullptr);
  Demand(EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), Bytes(key), Bytes(nonce), nullptr) == 1);
  Demand(EVP_DecryptUpdate(cipher.get(), nullptr, &ignored, Bytes(context), Size(context)) == 1);
  Demand(EVP_DecryptUpdate(cipher.get(), Bytes(plain), &written, Bytes(body), Size(body)) == 1);
  Demand(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1);
  const bool good = EVP_DecryptFinal_ex(cipher.get(), Bytes(plain) + written, &ignored) == 1;
  base::SecretString secret(std::move(plain));  // wipes the text unread if its tag is wrong
  if (!good) return CannotOpen();
  return secret;
}

base::SecretString DeriveKey(std::string_view key, std::string_view salt, std::string_view info, size_t bytes) {
  Demand(bytes > 0 && bytes <= kMaxDerivedBytes);
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  Demand(kdf != nullptr);
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
  Demand(context != nullptr);
  const auto octets = [](const char* name, std::string_view value) {
    // OpenSSL treats a null pointer as an error even if the length is 0.
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(value.empty() ? "" : value.data()), value.size());
  };
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), octets("key", key),
                                   octets("salt", salt), octets("info", info), OSSL_PARAM_construct_end()};
  std::string derived(bytes, '\0');
  Demand(EVP_KDF_derive(context.get(), Bytes(derived), derived.size(), parameters) == 1);
  return base::SecretString(std::move(derived));
}

}  // namespace gatehouse::crypto
