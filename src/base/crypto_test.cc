// Keys, signatures and digests, with keys made on the spot. Other people's vectors: crypto_corpora_test.cc.
#include "base/crypto.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "base/bytes.h"

namespace gatehouse::crypto {
namespace {

constexpr std::array kAlgorithms = {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256, Algorithm::kEdDsa};

// RSA keys take long to make: one for the whole run.
const PrivateKey& KeyFor(Algorithm algorithm) {
  static const PrivateKey rsa = *PrivateKey::Generate(Algorithm::kRs256);
  static const PrivateKey p256 = *PrivateKey::Generate(Algorithm::kEs256);
  static const PrivateKey ed25519 = *PrivateKey::Generate(Algorithm::kEdDsa);
  return algorithm == Algorithm::kEs256 ? p256 : algorithm == Algorithm::kEdDsa ? ed25519 : rsa;
}

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

TEST(Crypto, NamesOfAlgorithms) {
  std::set<std::string_view> names;
  for (const Algorithm algorithm : kAlgorithms) {
    names.insert(Name(algorithm));
    EXPECT_EQ(AlgorithmNamed(Name(algorithm)).value(), algorithm);
  }
  EXPECT_EQ(names.size(), kAlgorithms.size());
}

TEST(Crypto, Threats_AlgorithmConfusion_NoneAndHmacHaveNoName) {
  for (const std::string_view name : {"none", "None", "NONE", "", "HS256", "HS384", "HS512", "rs256", "RS256 ", "RS384",
                                      "PS512", "ES384", "ES256K", "eddsa", "Ed25519"}) {
    EXPECT_FALSE(AlgorithmNamed(name)) << name;
  }
}

TEST(Crypto, SignsAndVerifies) {
  for (const Algorithm algorithm : kAlgorithms) {
    const std::string signature = KeyFor(algorithm).Sign(algorithm, "to be signed").value();
    const PublicKey key = KeyFor(algorithm).Public();
    EXPECT_TRUE(key.Verify(algorithm, "to be signed", signature)) << Name(algorithm);
    EXPECT_TRUE(key.Verify(algorithm, "to be signed", signature)) << "the reused context, " << Name(algorithm);
    EXPECT_FALSE(key.Verify(algorithm, "to be Signed", signature)) << Name(algorithm);
    EXPECT_TRUE(key.Verify(algorithm, "to be signed", signature)) << "after a failure, " << Name(algorithm);
  }
}

TEST(Crypto, Threats_AlgorithmConfusion_EveryBitOfASignatureCounts) {
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

TEST(Crypto, Threats_AlgorithmConfusion_NullAndShortSignatures) {
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

TEST(Crypto, Threats_AlgorithmConfusion_TheKeyDecides) {
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

TEST(Crypto, B3_PemRoundTrip) {
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

TEST(Crypto, B3_APrivateKeyIsNoPublicKey) {
  for (const Algorithm algorithm : kAlgorithms) {
    const auto key = PublicKey::FromPem(KeyFor(algorithm).Pem());
    ASSERT_FALSE(key);
    EXPECT_NE(key.error().what.find("private key"), std::string::npos);
  }
  EXPECT_FALSE(PrivateKey::FromPem(KeyFor(Algorithm::kEs256).Public().Pem()));
}

TEST(Crypto, B3_PemThatIsNoKey) {
  const std::string pem = KeyFor(Algorithm::kEs256).Public().Pem();
  EXPECT_FALSE(PublicKey::FromPem(""));
  EXPECT_FALSE(PublicKey::FromPem("registry"));
  EXPECT_FALSE(PublicKey::FromPem(pem.substr(0, pem.size() / 2)));
  EXPECT_FALSE(PublicKey::FromPem(pem + pem))
      << "one block: a file of several is split by who knows that it may be one";
  EXPECT_FALSE(PublicKey::FromPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
  EXPECT_FALSE(PublicKey::FromPem("-----BEGIN DH PARAMETERS-----\nMAYCAQcCAQI=\n-----END DH PARAMETERS-----\n"));
  EXPECT_FALSE(PrivateKey::FromPem(""));
}

// Made for this test by openssl genpkey; without a terminal to ask at, and with one, the answer is the same.
TEST(Crypto, B3_AKeyUnderAPassphraseIsRefusedWithoutAsking) {
  EXPECT_FALSE(
      PrivateKey::FromPem("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                          "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgDtzpw8H8giAICCAAw\n"
                          "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEF9nv9L/1E5jTf+twNqE7bAEQMqQ\n"
                          "8w3o+2E4EesW2otKB0Yi5qXFnDFKeeavyYoQFTKAAXp4KFjImYFgqVBN3qwHM40D\n"
                          "pIkWTaIC+MXOfAitotg=\n"
                          "-----END ENCRYPTED PRIVATE KEY-----\n"));
}

// A number of 2048 bits that is 1 modulo each of the primes that the fingerprint is taken by.
TEST(Crypto, B2_RocaModuliAreRefused) {
  std::string modulus = "\xa0\x49\x16\xaf\x44\xa0\xa5\xe1\xba\x5b\x4b\x8f\xd0" + std::string(243, '\0');
  modulus.back() = 1;
  const auto key = PublicKey::FromRsa(modulus, std::string("\x01\x00\x01", 3));
  ASSERT_FALSE(key);
  EXPECT_NE(key.error().what.find("CVE-2017-15361"), std::string::npos);
  modulus.back() = 3;
  EXPECT_TRUE(PublicKey::FromRsa(modulus, std::string("\x01\x00\x01", 3)));
}

TEST(Crypto, B2_WeakRsaKeysAreRefused) {
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
  EXPECT_FALSE(PrivateKey::Generate(Algorithm::kRs256, 1024));
}

TEST(Crypto, Threats_CrashesInJose_PointsThatAreNotOnTheCurve) {
  EXPECT_FALSE(PublicKey::FromP256(std::string(32, '\1'), std::string(32, '\1')));
  EXPECT_FALSE(PublicKey::FromP256(std::string(32, '\0'), std::string(32, '\0')));
  EXPECT_FALSE(PublicKey::FromP256(std::string(32, '\xFF'), std::string(32, '\xFF')));
  EXPECT_FALSE(PublicKey::FromP256(std::string(31, '\1'), std::string(33, '\1')));
  EXPECT_FALSE(PublicKey::FromP256("", ""));
  EXPECT_FALSE(PublicKey::FromEd25519(std::string(31, '\1')));
  EXPECT_FALSE(PublicKey::FromEd25519(""));
}

// RFC 8037 appendix A.3 gives this thumbprint for its Ed25519 key.
TEST(Crypto, ThumbprintOfRfc8037) {
  const auto key = PublicKey::FromEd25519(Decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->Thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(key->Jwk("a\"b", Algorithm::kEdDsa),
            R"({"kty":"OKP","kid":"a\"b","use":"sig","alg":"EdDSA","crv":"Ed25519",)"
            R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
}

// A context is found by the key's id; ids of dead keys never come back, and slots are fewer than the keys made here.
TEST(Crypto, Threats_CacheConfusion_ContextsOfDeadKeysAreNeverUsed) {
  const std::string first = KeyFor(Algorithm::kEs256).Sign(Algorithm::kEs256, "m").value();
  for (int i = 0; i < 100; ++i) {
    const PrivateKey key = *PrivateKey::Generate(Algorithm::kEs256);
    const PublicKey verifier = key.Public();
    EXPECT_TRUE(verifier.Verify(Algorithm::kEs256, "m", *key.Sign(Algorithm::kEs256, "m")));
    EXPECT_FALSE(verifier.Verify(Algorithm::kEs256, "m", first));
  }
  EXPECT_TRUE(KeyFor(Algorithm::kEs256).Public().Verify(Algorithm::kEs256, "m", first));
}

TEST(Crypto, AKeyIsSharedBetweenThreads) {
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

TEST(Crypto, A10_Sha1ForBreachedLists) {
  const auto digest = Sha1ForBreachedLists("abc");  // FIPS 180-4's example
  EXPECT_EQ(base::HexEncode({reinterpret_cast<const char*>(digest.data()), digest.size()}),
            "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Crypto, DigestsAndComparisons) {
  const auto digest = Sha256("abc");  // FIPS 180-4, appendix B.1
  EXPECT_EQ(base::HexEncode({reinterpret_cast<const char*>(digest.data()), digest.size()}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abcd"));
}

TEST(Crypto, RandomBytesDiffer) {
  std::array<uint8_t, 32> a{};
  std::array<uint8_t, 32> b{};
  FillRandom(a);
  FillRandom(b);
  EXPECT_NE(a, b);
}

TEST(Crypto, B9_DevelopmentCertificateHoldsItsKey) {
  const std::vector<std::string> names = {"localhost", "gate.example", "127.0.0.1", "::1"};
  const auto made = MakeDevelopmentCertificate(names, 30);
  ASSERT_TRUE(made);
  const auto certified = PublicKey::FromPem(made->certificate_pem);
  ASSERT_TRUE(certified);
  EXPECT_EQ(certified->Thumbprint(), PrivateKey::FromPem(made->key_pem)->Public().Thumbprint());
}

TEST(Crypto, B9_DevelopmentCertificateRefusesWhatIsNoName) {
  for (const std::string name : {"", "a,DNS:evil.example", "a b", "a\nb", "*:*"}) {
    const std::vector<std::string> names = {name};
    EXPECT_FALSE(MakeDevelopmentCertificate(names, 30)) << name;
  }
  const std::vector<std::string> good = {"localhost"};
  EXPECT_FALSE(MakeDevelopmentCertificate({}, 30));
  EXPECT_FALSE(MakeDevelopmentCertificate(good, 0));
  EXPECT_FALSE(MakeDevelopmentCertificate(good, 100'000));
}

}  // namespace
}  // namespace gatehouse::crypto
