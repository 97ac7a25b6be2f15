// Signing keys: made, read and used.
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_openssl.h"
#include "base/testing_keys.h"

namespace gatehouse::crypto {
namespace {

using testing::kAlgorithms;
using testing::KeyFor;

// PKCS #8 of a key that OpenSSL made; takes the key.
std::string PemOf(EVP_PKEY* made) {
  const Pkey key(made);
  const Bio output(BIO_new(BIO_s_mem()));
  EXPECT_EQ(PEM_write_bio_PKCS8PrivateKey(output.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
  return Content(output.get());
}

TEST(CryptoPrivateKey, SignsAndVerifies) {
  for (const Algorithm algorithm : kAlgorithms) {
    const std::string signature = KeyFor(algorithm).Sign(algorithm, "to be signed").value();
    const PublicKey key = KeyFor(algorithm).Public();
    EXPECT_TRUE(key.Verify(algorithm, "to be signed", signature)) << Name(algorithm);
    EXPECT_TRUE(key.Verify(algorithm, "to be signed", signature)) << "the reused context, " << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "to be Signed", signature)) << Name(algorithm);
    EXPECT_TRUE(key.Verify(algorithm, "to be signed", signature)) << "after a failure, " << Name(algorithm);
  }
}

TEST(CryptoPrivateKey, Threats_AlgorithmConfusion_TheKeyDecides) {
  for (const Algorithm key_algorithm : kAlgorithms) {
    const bool rsa = key_algorithm == Algorithm::kRs256 || key_algorithm == Algorithm::kPs256;
    for (const Algorithm algorithm : kAlgorithms) {
      const bool fits =
          algorithm == key_algorithm || (rsa && (algorithm == Algorithm::kRs256 || algorithm == Algorithm::kPs256));
      EXPECT_EQ(KeyFor(key_algorithm).Public().Fits(algorithm), fits);
      EXPECT_EQ(KeyFor(key_algorithm).Sign(algorithm, "m").has_value(), fits);
    }
  }
  // The same RSA key, the other padding.
  const std::string pkcs1 = KeyFor(Algorithm::kRs256).Sign(Algorithm::kRs256, "m").value();
  EXPECT_FALSE(KeyFor(Algorithm::kRs256).Public().Verify(Algorithm::kPs256, "m", pkcs1));
}

TEST(CryptoPrivateKey, B3_PemRoundTrip) {
  for (const Algorithm algorithm : kAlgorithms) {
    const PrivateKey& key = KeyFor(algorithm);
    const auto again = PrivateKey::FromPem(key.Pem());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->Public().Thumbprint(), key.Public().Thumbprint());
    const auto public_again = PublicKey::FromPem(key.Public().Pem());
    ASSERT_TRUE(public_again);
    EXPECT_EQ(public_again->Thumbprint(), key.Public().Thumbprint());
  }
}

// Made for this test by openssl genpkey; without a terminal to ask at, and with one, the answer is the same.
TEST(CryptoPrivateKey, B3_AKeyUnderAPassphraseIsRefusedWithoutAsking) {
  EXPECT_FALSE(
      PrivateKey::FromPem("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                          "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgDtzpw8H8giAICCAAw\n"
                          "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEF9nv9L/1E5jTf+twNqE7bAEQMqQ\n"
                          "8w3o+2E4EesW2otKB0Yi5qXFnDFKeeavyYoQFTKAAXp4KFjImYFgqVBN3qwHM40D\n"
                          "pIkWTaIC+MXOfAitotg=\n"
                          "-----END ENCRYPTED PRIVATE KEY-----\n"));
}

TEST(CryptoPrivateKey, B3_WhatIsNoPrivateKeyIsRefused) {
  EXPECT_FALSE(PrivateKey::FromPem(""));
  EXPECT_EQ(PrivateKey::FromPem(KeyFor(Algorithm::kEs256).Public().Pem()).error().what,
            "Contains a public key where a private one belongs");
  const std::string pem = KeyFor(Algorithm::kEs256).Pem();
  EXPECT_FALSE(PrivateKey::FromPem(pem.substr(0, pem.size() / 2)));
}

// OpenSSL would sign with any of them.
TEST(CryptoPrivateKey, B2_OtherKindsAndWeakKeysAreRefused) {
  EXPECT_TRUE(PrivateKey::FromPem(PemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"))));
  EXPECT_FALSE(PrivateKey::FromPem(PemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"))));
  EXPECT_FALSE(PrivateKey::FromPem(PemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"))));
  EXPECT_FALSE(PrivateKey::FromPem(PemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"))));
  EXPECT_FALSE(PrivateKey::FromPem(PemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{1024}))));
  for (const int bits : {-1, 0, 1024, 2047, 8193}) EXPECT_FALSE(PrivateKey::Generate(Algorithm::kRs256, bits)) << bits;
}

// RFC 8037, appendices A.1 and A.4: an Ed25519 signature depends on nothing but the key and the message.
TEST(CryptoPrivateKey, SignsAsRfc8037) {
  const std::string number = base::Base64UrlDecode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").value();
  const auto key = PrivateKey::FromPem(PemOf(EVP_PKEY_new_raw_private_key_ex(
      nullptr, "ED25519", nullptr, reinterpret_cast<const unsigned char*>(number.data()), number.size())));
  ASSERT_TRUE(key) << key.error().Text();
  const auto signature = key->Sign(Algorithm::kEdDsa, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
  ASSERT_TRUE(signature);
  EXPECT_EQ(base::Base64UrlEncode(*signature),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

}  // namespace
}  // namespace gatehouse::crypto
