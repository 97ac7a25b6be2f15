// Which keys are accepted, and which signatures. Other people's vectors: crypto_corpora_test.cc.
#include "base/crypto_public_key.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/testing_keys.h"

namespace gatehouse::crypto {
namespace {

using testing::kAlgorithms;
using testing::KeyFor;

std::string Decoded(std::string_view text) { return base::Base64UrlDecode(text).value(); }

// Modulus of a key made for this test alone: 2048 bits, product of two random primes; the exponent varies below.
std::string SomeModulus() {
  static const std::string modulus = [] {
    const std::string jwk = KeyFor(Algorithm::kRs256).Public().Jwk("", Algorithm::kRs256);
    const size_t start = jwk.find("\"n\":\"") + 5;
    return Decoded(std::string_view(jwk).substr(start, jwk.find('"', start) - start));
  }();
  return modulus;
}

TEST(CryptoPublicKey, Threats_AlgorithmConfusion_EveryBitOfASignatureCounts) {
  for (const Algorithm algorithm : {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    const std::string good = KeyFor(algorithm).Sign(algorithm, "m").value();
    const PublicKey key = KeyFor(algorithm).Public();
    for (size_t i = 0; i < good.size(); i += 7) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 0x10);
      EXPECT_FALSE(key.Verify(algorithm, "m", bad)) << Name(algorithm) << " byte " << i;
    }
  }
}

TEST(CryptoPublicKey, Threats_AlgorithmConfusion_NullAndShortSignatures) {
  for (const Algorithm algorithm : kAlgorithms) {
    const PublicKey key = KeyFor(algorithm).Public();
    const std::string good = KeyFor(algorithm).Sign(algorithm, "m").value();
    EXPECT_FALSE(key.Verify(algorithm, "m", "")) << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "m", std::string(good.size(), '\0'))) << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "m", std::string(good.size(), '\xFF'))) << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "m", good.substr(1))) << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "m", good.substr(0, good.size() - 1))) << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "m", '\0' + good)) << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "m", good + '\0')) << Name(algorithm);
  }
}

TEST(CryptoPublicKey, B3_APrivateKeyIsNoPublicKey) {
  for (const Algorithm algorithm : kAlgorithms) {
    const auto key = PublicKey::FromPem(KeyFor(algorithm).Pem());
    ASSERT_FALSE(key);
    EXPECT_NE(key.error().what.find("private key"), std::string::npos);
  }
}

TEST(CryptoPublicKey, B3_PemThatIsNoKey) {
  const std::string pem = KeyFor(Algorithm::kEs256).Public().Pem();
  EXPECT_FALSE(PublicKey::FromPem(""));
  EXPECT_FALSE(PublicKey::FromPem("registry"));
  EXPECT_FALSE(PublicKey::FromPem(pem.substr(0, pem.size() / 2)));
  EXPECT_FALSE(PublicKey::FromPem(pem + pem))
      << "one block: a file of several is split by who knows that it may be one";
  EXPECT_FALSE(PublicKey::FromPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
  EXPECT_FALSE(PublicKey::FromPem("-----BEGIN DH PARAMETERS-----\nMAYCAQcCAQI=\n-----END DH PARAMETERS-----\n"));
}

// A number of 2048 bits that is 1 modulo each of the primes that the fingerprint is taken by.
TEST(CryptoPublicKey, B2_RocaModuliAreRefused) {
  std::string modulus = "\xa0\x49\x16\xaf\x44\xa0\xa5\xe1\xba\x5b\x4b\x8f\xd0" + std::string(243, '\0');
  modulus.back() = 1;
  const auto key = PublicKey::FromRsa(modulus, std::string("\x01\x00\x01", 3));
  ASSERT_FALSE(key);
  EXPECT_NE(key.error().what.find("CVE-2017-15361"), std::string::npos);
  modulus.back() = 3;
  EXPECT_TRUE(PublicKey::FromRsa(modulus, std::string("\x01\x00\x01", 3)));
}

TEST(CryptoPublicKey, B2_WeakRsaKeysAreRefused) {
  const std::string modulus = SomeModulus();
  EXPECT_TRUE(PublicKey::FromRsa(modulus, std::string("\x01\x00\x01", 3)));
  EXPECT_TRUE(PublicKey::FromRsa('\0' + modulus, std::string("\x01\x00\x01", 3)));
  EXPECT_FALSE(PublicKey::FromRsa(modulus, "\x03")) << "small exponent";
  EXPECT_FALSE(PublicKey::FromRsa(modulus, "\x01")) << "no exponent";
  EXPECT_FALSE(PublicKey::FromRsa(modulus, std::string("\x01\x00\x02", 3))) << "even exponent";
  EXPECT_FALSE(PublicKey::FromRsa(modulus, std::string(9, '\x7F'))) << "exponent of over 64 bits";
  EXPECT_FALSE(PublicKey::FromRsa(modulus.substr(0, 255), std::string("\x01\x00\x01", 3))) << "2040 bits";
  EXPECT_FALSE(PublicKey::FromRsa(std::string(1025, '\x7F'), std::string("\x01\x00\x01", 3))) << "8199 bits";
  EXPECT_FALSE(PublicKey::FromRsa(std::string(100'000, '\x7F'), std::string("\x01\x00\x01", 3)));
  std::string even = modulus;
  even.back() = static_cast<char>(even.back() & ~1);
  EXPECT_FALSE(PublicKey::FromRsa(even, std::string("\x01\x00\x01", 3)));
  EXPECT_FALSE(PublicKey::FromRsa("", ""));
}

TEST(CryptoPublicKey, Threats_CrashesInJose_PointsThatAreNotOnTheCurve) {
  EXPECT_FALSE(PublicKey::FromP256(std::string(32, '\1'), std::string(32, '\1')));
  EXPECT_FALSE(PublicKey::FromP256(std::string(32, '\0'), std::string(32, '\0')));
  EXPECT_FALSE(PublicKey::FromP256(std::string(32, '\xFF'), std::string(32, '\xFF')));
  EXPECT_FALSE(PublicKey::FromP256(std::string(31, '\1'), std::string(33, '\1')));
  EXPECT_FALSE(PublicKey::FromP256("", ""));
  EXPECT_FALSE(PublicKey::FromEd25519(std::string(31, '\1')));
  EXPECT_FALSE(PublicKey::FromEd25519(""));
}

// RFC 8037 appendix A.3 gives this thumbprint for its Ed25519 key.
TEST(CryptoPublicKey, ThumbprintOfRfc8037) {
  const auto key = PublicKey::FromEd25519(Decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->Thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(key->Jwk("a\"b", Algorithm::kEdDsa),
            R"({"kty":"OKP","kid":"a\"b","use":"sig","alg":"EdDSA","crv":"Ed25519",)"
            R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
}

// A context is found by the key's id; ids of dead keys never come back, and slots are fewer than the keys made here.
TEST(CryptoPublicKey, Threats_CacheConfusion_ContextsOfDeadKeysAreNeverUsed) {
  const std::string first = KeyFor(Algorithm::kEs256).Sign(Algorithm::kEs256, "m").value();
  for (int i = 0; i < 100; ++i) {
    const PrivateKey key = *PrivateKey::Generate(Algorithm::kEs256);
    const PublicKey verifier = key.Public();
    EXPECT_TRUE(verifier.Verify(Algorithm::kEs256, "m", *key.Sign(Algorithm::kEs256, "m")));
    EXPECT_FALSE(verifier.Verify(Algorithm::kEs256, "m", first));
  }
  EXPECT_TRUE(KeyFor(Algorithm::kEs256).Public().Verify(Algorithm::kEs256, "m", first));
}

TEST(CryptoPublicKey, AKeyIsSharedBetweenThreads) {
  const PublicKey key = KeyFor(Algorithm::kRs256).Public();
  const std::string signature = KeyFor(Algorithm::kRs256).Sign(Algorithm::kRs256, "m").value();
  std::atomic<int> verified = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) verified += key.Verify(Algorithm::kRs256, "m", signature) ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(verified, 200);
}

// RFC 7638 §3.1.
TEST(CryptoPublicKey, ThumbprintOfRfc7638) {
  const auto key = PublicKey::FromRsa(
      Decoded(
          "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
          "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
          "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
          "kEgU8awapJzKnqDKgw"),
      Decoded("AQAB"));
  ASSERT_TRUE(key) << key.error().Text();
  EXPECT_EQ(key->Thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

// RFC 7515, appendix A.3.
TEST(CryptoPublicKey, VerifiesAsRfc7515) {
  const auto key = PublicKey::FromP256(Decoded("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                                       Decoded("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
  ASSERT_TRUE(key) << key.error().Text();
  const std::string message =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string signature =
      Decoded("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
  EXPECT_TRUE(key->Verify(Algorithm::kEs256, message, signature));
  EXPECT_FALSE(key->Verify(Algorithm::kEs256, message + "=", signature));
}

}  // namespace
}  // namespace gatehouse::crypto
