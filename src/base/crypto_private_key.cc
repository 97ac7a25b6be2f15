// PrivateKey: generates, reads and uses signing keys. Shown by crypto_private_key_test.cc.
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <utility>

#include "base/crypto_public_key.h"

namespace gatehouse::crypto {

struct PrivateKey::Impl {
  Pkey key;
  PublicKey public_key;
  KeyKind kind;
};

namespace {

using EcdsaSignature = std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>>;

constexpr int kMaxGeneratedRsaBits = 8192;

// Replaces OpenSSL's callback, which would ask at the terminal: a key that needs a passphrase is refused.
int NoPassphrase(char*, int, int, void*) { return -1; }

base::Result<std::string> SignMessage(EVP_PKEY* key, Algorithm algorithm, std::string_view message) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;  // owned by the digest context
  const char* digest = algorithm == Algorithm::kEdDsa ? nullptr : "SHA256";
  if (!context || EVP_DigestSignInit_ex(context.get(), &key_context, digest, nullptr, nullptr, key, nullptr) != 1) {
    return base::Fail("Signing failed");
  }
  if (algorithm == Algorithm::kPs256 && (EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) != 1 ||
                                         EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return base::Fail("Signing failed");
  }
  std::string signature(static_cast<size_t>(EVP_PKEY_get_size(key)), '\0');
  size_t length = signature.size();
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, Bytes(message),
                     message.size()) != 1) {
    return base::Fail("Signing failed");
  }
  signature.resize(length);
  return signature;
}

// RFC 7518 §3.4: r || s, 32 bytes each; OpenSSL writes DER instead.
base::Result<std::string> JoinedEcdsa(std::string_view der) {
  const unsigned char* cursor = Bytes(der);
  const EcdsaSignature signature(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())));
  std::string joined(size_t{2} * kP256Bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(joined.data());
  if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, kP256Bytes) != kP256Bytes ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + kP256Bytes, kP256Bytes) != kP256Bytes) {
    return base::Fail("Signing failed");
  }
  return joined;
}

KeyKind KindFor(Algorithm algorithm) {
  if (algorithm == Algorithm::kEs256) return KeyKind::kP256;
  return algorithm == Algorithm::kEdDsa ? KeyKind::kEd25519 : KeyKind::kRsa;
}

base::Result<PrivateKey> AdmitPrivate(Pkey key) {
  auto public_key = Admit(key.get());
  if (!public_key) return std::unexpected(public_key.error());
  const KeyKind kind = public_key->Fits(Algorithm::kRs256)   ? KeyKind::kRsa
                       : public_key->Fits(Algorithm::kEs256) ? KeyKind::kP256
                                                             : KeyKind::kEd25519;
  return PrivateKey(
      std::make_shared<const PrivateKey::Impl>(PrivateKey::Impl{std::move(key), std::move(*public_key), kind}));
}

}  // namespace

Bio PemInput(std::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(std::min<size_t>(pem.size(), INT32_MAX))));
}

Pkey PrivateKeyIn(std::string_view pem) {
  const Bio input = PemInput(pem);
  return Pkey(input ? PEM_read_bio_PrivateKey(input.get(), nullptr, NoPassphrase, nullptr) : nullptr);
}

base::Result<PrivateKey> PrivateKey::Generate(Algorithm algorithm, int rsa_bits) {
  const ErrorScope errors;
  Pkey key;
  switch (KindFor(algorithm)) {
    case KeyKind::kRsa:
      if (rsa_bits < 2048 || rsa_bits > kMaxGeneratedRsaBits) return base::Fail("RSA keys have 2048 to 8192 bits");
      key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(rsa_bits)));
      break;
    case KeyKind::kP256:
      key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
      break;
    case KeyKind::kEd25519:
      key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
      break;
  }
  if (!key) return base::Fail("A key could not be generated");
  return AdmitPrivate(std::move(key));
}

base::Result<PrivateKey> PrivateKey::FromPem(std::string_view pem) {
  const ErrorScope errors;
  Pkey key = PrivateKeyIn(pem);
  if (!key && PublicKey::FromPem(pem)) {
    return base::Fail("Contains a public key where a private one belongs", {}, "name the private key of the pair");
  }
  if (!key) {
    return base::Fail("Not a private key in PEM, or one under a passphrase", {},
                      "give it as PKCS #8 without a passphrase");
  }
  return AdmitPrivate(std::move(key));
}

PublicKey PrivateKey::Public() const { return impl_->public_key; }

base::Result<std::string> PrivateKey::Sign(Algorithm algorithm, std::string_view message) const {
  if (!FitsKind(impl_->kind, algorithm)) return base::Fail("The key is not one for " + std::string(Name(algorithm)));
  const ErrorScope errors;
  auto signature = SignMessage(impl_->key.get(), algorithm, message);
  if (signature && algorithm == Algorithm::kEs256) return JoinedEcdsa(*signature);
  return signature;
}

std::string PrivateKey::Pem() const {
  const ErrorScope errors;
  const Bio output(BIO_new(BIO_s_secmem()));
  if (!output ||
      PEM_write_bio_PKCS8PrivateKey(output.get(), impl_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return {};
  }
  return Content(output.get());
}

}  // namespace gatehouse::crypto
