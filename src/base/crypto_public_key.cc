// PublicKey: which keys are accepted, and verification. Shown by crypto_public_key_test.cc, crypto_corpora_test.cc.
#include "base/crypto_public_key.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <atomic>
#include <cstring>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/json_text.h"

namespace gatehouse::crypto {
namespace {

using Params = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;
using ParamsBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;

constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;        // larger keys would make verification expensive enough for a denial of service
constexpr int kMaxRsaExponentBits = 64;  // for the same reason
constexpr BN_ULONG kMinRsaExponent = 65'537;
constexpr size_t kMaxKeyBytes = kMaxRsaBits / 8 + 16;  // of one number of a key, including leading zeros
constexpr size_t kEd25519Bytes = 32;
constexpr size_t kShortSignature = 64;  // ES256 and EdDSA

// CVE-2017-15361: in keys of that library, the primes, and so the moduli, are powers of 65537 modulo every small prime.
// A good modulus looks like that with a probability below 2^-27.
bool IsRocaModulus(const BIGNUM* modulus) {
  constexpr BN_ULONG kGenerator = 65'537;
  constexpr std::array<BN_ULONG, 17> kPrimes = {11, 13, 17,  19,  37,  53,  61,  71, 73,
                                                79, 97, 103, 107, 109, 127, 151, 157};
  for (const BN_ULONG prime : kPrimes) {
    const BN_ULONG rest = BN_mod_word(modulus, prime);
    BN_ULONG power = 1;
    do {
      power = power * kGenerator % prime;
    } while (power != rest && power != 1);
    if (power != rest) return false;
  }
  return true;
}

BigNumber Number(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return nullptr;
  return BigNumber(number);
}

base::Result<> CheckRsa(const EVP_PKEY* key) {
  const BigNumber modulus = Number(key, OSSL_PKEY_PARAM_RSA_N);
  const BigNumber exponent = Number(key, OSSL_PKEY_PARAM_RSA_E);
  if (!modulus || !exponent) return base::Fail("Not a complete RSA key");
  const int bits = BN_num_bits(modulus.get());
  if (bits < kMinRsaBits) return base::Fail("RSA key is shorter than 2048 bits");
  if (bits > kMaxRsaBits) return base::Fail("RSA key is longer than 8192 bits");
  if (!BN_is_odd(modulus.get())) return base::Fail("RSA modulus is even");
  if (!BN_is_odd(exponent.get()) || BN_num_bits(exponent.get()) > kMaxRsaExponentBits ||
      BN_get_word(exponent.get()) < kMinRsaExponent) {
    return base::Fail("RSA exponent is even, under 65537 or too large");
  }
  if (IsRocaModulus(modulus.get())) return base::Fail("RSA key can be factored (CVE-2017-15361)");
  return {};
}

base::Result<> CheckP256(EVP_PKEY* key) {
  char group[64] = {};
  size_t length = 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &length) != 1 ||
      std::string_view(group, length) != "prime256v1") {
    return base::Fail("Not a key on the curve P-256");
  }
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!context || EVP_PKEY_public_check(context.get()) != 1) return base::Fail("Not a point on the curve P-256");
  return {};
}

base::Result<KeyKind> CheckKind(EVP_PKEY* key) {
  const auto unless_weak = [](const base::Result<>& strength, KeyKind kind) -> base::Result<KeyKind> {
    if (!strength) return std::unexpected(strength.error());
    return kind;
  };
  if (EVP_PKEY_is_a(key, "RSA") == 1) return unless_weak(CheckRsa(key), KeyKind::kRsa);
  if (EVP_PKEY_is_a(key, "EC") == 1) return unless_weak(CheckP256(key), KeyKind::kP256);
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return KeyKind::kEd25519;
  return base::Fail("Unknown kind of key", {}, "use RSA, P-256 or Ed25519");
}

Pkey FromParams(const char* type, OSSL_PARAM* params) {
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
    return nullptr;
  }
  return Pkey(key);
}

// One PEM block as OpenSSL reads it; frees OpenSSL's buffers.
struct PemBlock {
  std::unique_ptr<char, FreeWith<[](char* p) { OPENSSL_free(p); }>> name;
  std::unique_ptr<char, FreeWith<[](char* p) { OPENSSL_free(p); }>> header;
  std::unique_ptr<unsigned char, FreeWith<[](unsigned char* p) { OPENSSL_free(p); }>> data;
  long length = 0;
};

bool ReadPemBlock(BIO* input, PemBlock& block) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  if (PEM_read_bio(input, &name, &header, &data, &block.length) != 1) return false;
  block.name.reset(name);
  block.header.reset(header);
  block.data.reset(data);
  return true;
}

// The key in a block of that name; null if the bytes are not a key, or are followed by others.
Pkey DecodePem(std::string_view name, const unsigned char* data, long length) {
  const unsigned char* end = data;
  Pkey key;
  if (name == PEM_STRING_PUBLIC) {
    key.reset(d2i_PUBKEY(nullptr, &end, length));
  } else if (name == PEM_STRING_RSA_PUBLIC) {
    key.reset(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &end, length));
  } else if (name == PEM_STRING_X509) {
    const Certificate certificate(d2i_X509(nullptr, &end, length));
    if (certificate) key.reset(X509_get_pubkey(certificate.get()));
  }
  if (end != data + length) return nullptr;
  return key;
}

// One verification context per thread, key and algorithm: setting one up costs a fifth of a verification. A slot
// is found by the key's id, which is never reused, and its context holds a reference to the key: the slot of a
// deleted key stays until another key replaces it. So a thread keeps at most kSlots keys alive.
class ContextCache {
 public:
  EVP_PKEY_CTX* For(const PublicKey::Impl& key, Algorithm algorithm) {
    const uint64_t id = key.id * 2 + (algorithm == Algorithm::kPs256 ? 1 : 0);
    Slot& slot = slots_[id % kSlots];
    if (slot.id == id && slot.context) return slot.context.get();
    slot.id = id;
    slot.context.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key.key.get(), nullptr));
    if (!slot.context || EVP_PKEY_verify_init(slot.context.get()) != 1 ||
        !ConfigureSignature(slot.context.get(), algorithm)) {
      slot.context.reset();
    }
    return slot.context.get();
  }

 private:
  static constexpr size_t kSlots = 32;
  struct Slot {
    uint64_t id = 0;
    PkeyContext context;
  };
  std::array<Slot, kSlots> slots_;
};

// Writes one of the two numbers of an ECDSA signature as a DER INTEGER at `out`; returns the end.
uint8_t* WriteDerInteger(uint8_t* out, std::string_view big_endian) {
  while (big_endian.size() > 1 && big_endian.front() == 0) big_endian.remove_prefix(1);
  const bool pad = (static_cast<uint8_t>(big_endian.front()) & 0x80U) != 0;
  *out++ = 0x02;
  *out++ = static_cast<uint8_t>(big_endian.size() + (pad ? 1 : 0));
  if (pad) *out++ = 0;
  std::memcpy(out, big_endian.data(), big_endian.size());
  return out + big_endian.size();
}

// r || s as DER for OpenSSL, which checks the range of the numbers.
std::string_view EcdsaDer(std::string_view joined, std::array<uint8_t, 72>& buffer) {
  uint8_t* end = WriteDerInteger(buffer.data() + 2, joined.substr(0, kP256Bytes));
  end = WriteDerInteger(end, joined.substr(kP256Bytes));
  buffer[0] = 0x30;
  buffer[1] = static_cast<uint8_t>(end - buffer.data() - 2);
  return {reinterpret_cast<const char*>(buffer.data()), static_cast<size_t>(end - buffer.data())};
}

bool VerifyEd25519(EVP_PKEY* key, std::string_view message, std::string_view signature) {
  const DigestContext context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message), message.size()) == 1;
}

// The required members of the key in the order of their names, as RFC 7638 hashes them; base64url.
struct JwkMembers {
  std::string_view type;
  std::vector<std::pair<std::string_view, std::string>> members;
};

std::string EncodedNumber(const EVP_PKEY* key, const char* name, size_t bytes = 0) {
  const BigNumber number = Number(key, name);
  if (!number) return {};
  std::string big_endian(bytes != 0 ? bytes : static_cast<size_t>(BN_num_bytes(number.get())), '\0');
  const int size = static_cast<int>(big_endian.size());
  if (BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(big_endian.data()), size) != size) return {};
  return base::Base64UrlEncode(big_endian);
}

std::string EncodedEd25519(const EVP_PKEY* key) {
  std::array<unsigned char, kEd25519Bytes> raw{};
  size_t length = raw.size();
  if (EVP_PKEY_get_raw_public_key(key, raw.data(), &length) != 1 || length != raw.size()) return {};
  return base::Base64UrlEncode({reinterpret_cast<const char*>(raw.data()), raw.size()});
}

JwkMembers Members(const PublicKey::Impl& key) {
  const EVP_PKEY* raw = key.key.get();
  switch (key.kind) {
    case KeyKind::kRsa:
      return {"RSA",
              {{"e", EncodedNumber(raw, OSSL_PKEY_PARAM_RSA_E)}, {"n", EncodedNumber(raw, OSSL_PKEY_PARAM_RSA_N)}}};
    case KeyKind::kP256:
      return {"EC",
              {{"crv", "P-256"},
               {"x", EncodedNumber(raw, OSSL_PKEY_PARAM_EC_PUB_X, kP256Bytes)},
               {"y", EncodedNumber(raw, OSSL_PKEY_PARAM_EC_PUB_Y, kP256Bytes)}}};
    case KeyKind::kEd25519:
      return {"OKP", {{"crv", "Ed25519"}, {"x", EncodedEd25519(raw)}}};
  }
  return {};
}

}  // namespace

bool FitsKind(KeyKind kind, Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kRs256:
    case Algorithm::kPs256:
      return kind == KeyKind::kRsa;
    case Algorithm::kEs256:
      return kind == KeyKind::kP256;
    case Algorithm::kEdDsa:
      return kind == KeyKind::kEd25519;
  }
  return false;
}

bool ConfigureSignature(EVP_PKEY_CTX* context, Algorithm algorithm) {
  if (EVP_PKEY_CTX_set_signature_md(context, Sha256Method()) != 1) return false;
  if (algorithm == Algorithm::kRs256) return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  if (algorithm == Algorithm::kPs256) {
    // RFC 7518 §3.5: MGF1 with SHA-256, and a salt as long as the digest.
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, Sha256Method()) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  return true;
}

base::Result<PublicKey> Admit(EVP_PKEY* key) {
  static std::atomic<uint64_t> next_id{1};
  const auto kind = CheckKind(key);
  if (!kind) return std::unexpected(kind.error());
  const size_t signature_bytes = *kind == KeyKind::kRsa ? static_cast<size_t>(EVP_PKEY_get_size(key)) : kShortSignature;
  EVP_PKEY_up_ref(key);
  return PublicKey(std::make_shared<const PublicKey::Impl>(
      PublicKey::Impl{Pkey(key), *kind, signature_bytes, next_id.fetch_add(1, std::memory_order_relaxed)}));
}

base::Result<PublicKey> PublicKey::FromPem(std::string_view pem) {
  const ErrorScope errors;
  const Bio input = PemInput(pem);
  PemBlock block;
  if (!input || !ReadPemBlock(input.get(), block)) return base::Fail("Not a PEM block");
  const std::string_view name = block.name.get();
  if (name.ends_with("PRIVATE KEY")) {
    return base::Fail("Contains a private key where a public one belongs", {}, "give the gate the public key alone");
  }
  const Pkey key = DecodePem(name, block.data.get(), block.length);
  PemBlock second;
  if (!key) return base::Fail("Not a public key or certificate");
  if (ReadPemBlock(input.get(), second)) return base::Fail("Contains more than one PEM block");
  return Admit(key.get());
}

base::Result<PublicKey> PublicKey::FromRsa(std::string_view modulus, std::string_view exponent) {
  const ErrorScope errors;
  if (modulus.size() > kMaxKeyBytes || exponent.size() > kMaxKeyBytes) return base::Fail("RSA key is too long");
  const BigNumber n(BN_bin2bn(Bytes(modulus), static_cast<int>(modulus.size()), nullptr));
  const BigNumber e(BN_bin2bn(Bytes(exponent), static_cast<int>(exponent.size()), nullptr));
  const ParamsBuilder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return base::Fail("Not an RSA key");
  }
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const Pkey key = params ? FromParams("RSA", params.get()) : nullptr;
  if (!key) return base::Fail("Not an RSA key");
  return Admit(key.get());
}

base::Result<PublicKey> PublicKey::FromP256(std::string_view x, std::string_view y) {
  const ErrorScope errors;
  if (x.size() != kP256Bytes || y.size() != kP256Bytes) return base::Fail("P-256 coordinates must be 32 bytes each");
  std::string point = "\x04";  // uncompressed (SEC 1 §2.3.3)
  point.append(x).append(y);
  char group[] = "prime256v1";
  const std::array<OSSL_PARAM, 3> params = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  const Pkey key = FromParams("EC", const_cast<OSSL_PARAM*>(params.data()));
  if (!key) return base::Fail("Not a point on the curve P-256");
  return Admit(key.get());
}

base::Result<PublicKey> PublicKey::FromEd25519(std::string_view x) {
  const ErrorScope errors;
  if (x.size() != kEd25519Bytes) return base::Fail("Ed25519 keys are 32 bytes");
  const Pkey key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, Bytes(x), x.size()));
  if (!key) return base::Fail("Not an Ed25519 key");
  return Admit(key.get());
}

bool PublicKey::Fits(Algorithm algorithm) const { return FitsKind(impl_->kind, algorithm); }

bool PublicKey::Verify(Algorithm algorithm, std::string_view message, std::string_view signature) const {
  // Exact length (RFC 8017 §8.2.2 step 1, RFC 7518 §3.4): OpenSSL would read a shorter one as a smaller number.
  if (!Fits(algorithm) || signature.size() != impl_->signature_bytes) return false;
  const ErrorScope errors;
  if (algorithm == Algorithm::kEdDsa) return VerifyEd25519(impl_->key.get(), message, signature);

  thread_local ContextCache contexts;
  EVP_PKEY_CTX* context = contexts.For(*impl_, algorithm);
  if (context == nullptr) return false;
  const auto digest = Sha256(message);
  std::array<uint8_t, 72> der{};
  const std::string_view encoded = algorithm == Algorithm::kEs256 ? EcdsaDer(signature, der) : signature;
  return EVP_PKEY_verify(context, Bytes(encoded), encoded.size(), digest.data(), digest.size()) == 1;
}

std::string PublicKey::Pem() const {
  const ErrorScope errors;
  const Bio output(BIO_new(BIO_s_mem()));
  if (!output || PEM_write_bio_PUBKEY(output.get(), impl_->key.get()) != 1) return {};
  return Content(output.get());
}

std::string PublicKey::Jwk(std::string_view kid, Algorithm algorithm) const {
  const JwkMembers key = Members(*impl_);
  std::string text = R"({"kty":")" + std::string(key.type) + '"';
  if (!kid.empty()) {
    text += R"(,"kid":)";
    json::AppendQuoted(text, kid);
  }
  text += R"(,"use":"sig","alg":")" + std::string(Name(algorithm)) + '"';
  for (const auto& [name, value] : key.members) text += ",\"" + std::string(name) + "\":\"" + value + '"';
  return text + '}';
}

std::string PublicKey::Thumbprint() const {
  const JwkMembers key = Members(*impl_);
  std::string text = "{";
  bool type_written = false;
  const auto write = [&](std::string_view name, std::string_view value) {
    if (text.size() > 1) text += ',';
    text.append("\"").append(name).append("\":\"").append(value).append("\"");
  };
  for (const auto& [name, value] : key.members) {
    if (!type_written && name > "kty") {
      write("kty", key.type);
      type_written = true;
    }
    write(name, value);
  }
  if (!type_written) write("kty", key.type);
  text += '}';
  const auto digest = Sha256(text);
  return base::Base64UrlEncode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace gatehouse::crypto
