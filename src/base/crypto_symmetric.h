// Symmetric cryptography: MACs, authenticated encryption, key derivation, all from OpenSSL. Shown by
// crypto_symmetric_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::crypto {

[[nodiscard]] std::array<uint8_t, 32> HmacSha256(std::string_view key, std::string_view message);
[[nodiscard]] std::array<uint8_t, 20> HmacSha1(std::string_view key, std::string_view message);  // for RFC 6238 only

// AES-128-CBC with PKCS #7, as Fernet uses it; `key` and `iv` are 16 bytes. Decrypt does not say why it failed: the
// caller must have verified a MAC before.
[[nodiscard]] std::string EncryptAes128Cbc(std::string_view key, std::string_view iv, std::string_view plain);
[[nodiscard]] base::Result<base::SecretString> DecryptAes128Cbc(std::string_view key, std::string_view iv,
                                                                std::string_view sealed);

// AES-256-GCM with a random 96-bit nonce before and the 128-bit tag after the text; `key` is 32 bytes. `context` is
// authenticated but not stored: a text sealed for one context does not open in another.
inline constexpr size_t kSealKeyBytes = 32;
[[nodiscard]] std::string Seal(std::string_view key, std::string_view plain, std::string_view context);
[[nodiscard]] base::Result<base::SecretString> Open(std::string_view key, std::string_view sealed,
                                                    std::string_view context);

// HKDF-SHA256 (RFC 5869), extract and expand; at most 255 × 32 bytes.
[[nodiscard]] base::SecretString DeriveKey(std::string_view key, std::string_view salt, std::string_view info,
                                           size_t bytes);

}  // namespace gatehouse::crypto
