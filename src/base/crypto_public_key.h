// The private part of PublicKey, only for the crypto sources.
#pragma once

#include <cstdint>

#include "base/crypto.h"
#include "base/crypto_openssl.h"

namespace gatehouse::crypto {

enum class KeyKind : uint8_t { kRsa, kP256, kEd25519 };

struct PublicKey::Impl {
  Pkey key;
  KeyKind kind;
  size_t signature_bytes;  // in JOSE form
  uint64_t id;             // unique in the process: identifies the key's verification context
};

[[nodiscard]] bool FitsKind(KeyKind kind, Algorithm algorithm);
// Sets up padding, digest and salt of a context that was initialised to sign or to verify digests.
[[nodiscard]] bool ConfigureSignature(EVP_PKEY_CTX* context, Algorithm algorithm);
// The key as a PublicKey, if its kind and strength are accepted. Takes its own reference.
[[nodiscard]] base::Result<PublicKey> Admit(EVP_PKEY* key);

}  // namespace gatehouse::crypto
