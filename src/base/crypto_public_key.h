// The inside of PublicKey, for the crypto sources alone.
#pragma once

#include <cstdint>

#include "base/crypto.h"
#include "base/crypto_openssl.h"

namespace gatehouse::crypto {

enum class KeyKind : uint8_t { kRsa, kP256, kEd25519 };

struct PublicKey::Impl {
  Pkey key;
  KeyKind kind;
  size_t signature_bytes;  // as JOSE writes it
  uint64_t id;             // never given twice: what a verification context is found by
};

[[nodiscard]] bool FitsKind(KeyKind kind, Algorithm algorithm);
// Sets up padding, digest and salt of a context that was initialised to sign or to verify digests.
[[nodiscard]] bool ConfigureSignature(EVP_PKEY_CTX* context, Algorithm algorithm);
// The key as a PublicKey, if it is of a kind and strength that we use. Takes its own reference.
[[nodiscard]] base::Result<PublicKey> Admit(EVP_PKEY* key);

}  // namespace gatehouse::crypto
