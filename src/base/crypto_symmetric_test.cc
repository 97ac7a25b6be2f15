#include "base/crypto_symmetric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/bytes.h"

namespace gatehouse::crypto {
namespace {

std::string Hex(std::string_view bytes) { return base::HexEncode(bytes); }
template <size_t N>
std::string Hex(const std::array<uint8_t, N>& bytes) {
  return base::HexEncode({reinterpret_cast<const char*>(bytes.data()), N});
}
std::string Unhex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(base::HexDigit(hex[i]) * 16 + base::HexDigit(hex[i + 1]));
  }
  return bytes;
}

TEST(CryptoSymmetric, A2_HmacSha256AsRfc4231CaseTwo) {
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(CryptoSymmetric, A9_HmacSha1AsRfc2202CaseTwo) {
  EXPECT_EQ(Hex(HmacSha1("Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(CryptoSymmetric, A2_HkdfAsRfc5869CaseOne) {
  const auto derived =
      DeriveKey(std::string(22, '\x0b'), Unhex("000102030405060708090a0b0c"), Unhex("f0f1f2f3f4f5f6f7f8f9"), 42);
  EXPECT_EQ(Hex(derived.Reveal()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

TEST(CryptoSymmetric, A2_HkdfTakesAnEmptySaltAndInfo) {
  EXPECT_EQ(Hex(DeriveKey(std::string(22, '\x0b'), "", "", 42).Reveal()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

// NIST SP 800-38A, F.2.1: the first block; the second one is the padding.
TEST(CryptoSymmetric, A2_CbcAsNist) {
  const std::string key = Unhex("2b7e151628aed2a6abf7158809cf4f3c");
  const std::string iv = Unhex("000102030405060708090a0b0c0d0e0f");
  const std::string plain = Unhex("6bc1bee22e409f96e93d7e117393172a");
  const std::string sealed = EncryptAes128Cbc(key, iv, plain);
  EXPECT_EQ(Hex(sealed).substr(0, 32), "7649abac8119b246cee98e9b12e9197d");
  EXPECT_EQ(sealed.size(), 32U);
  const auto opened = DecryptAes128Cbc(key, iv, sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->Reveal(), plain);
}

TEST(CryptoSymmetric, A2_CbcRefusesHalfBlocksAndBrokenPadding) {
  const std::string key(16, 'k');
  const std::string iv(16, 'i');
  EXPECT_FALSE(DecryptAes128Cbc(key, iv, ""));
  EXPECT_FALSE(DecryptAes128Cbc(key, iv, std::string(17, 'x')));
  std::string sealed = EncryptAes128Cbc(key, iv, "fifteen bytes!!");
  sealed.front() = static_cast<char>(sealed.front() ^ 1);
  const auto garbled = DecryptAes128Cbc(key, iv, sealed);
  EXPECT_TRUE(!garbled || garbled->Reveal() != "fifteen bytes!!");
}

TEST(CryptoSymmetric, B3_WhatIsSealedOpensOnlyWithItsKeyAndContext) {
  const std::string key(kSealKeyBytes, 'k');
  const std::string sealed = Seal(key, "a private key", "signing_keys:1");
  const auto opened = Open(key, sealed, "signing_keys:1");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->Reveal(), "a private key");
  EXPECT_FALSE(Open(std::string(kSealKeyBytes, 'x'), sealed, "signing_keys:1"));
  EXPECT_FALSE(Open(key, sealed, "signing_keys:2"));
}

TEST(CryptoSymmetric, B3_EveryChangedByteOfASealedValueIsNoticed) {
  const std::string key(kSealKeyBytes, 'k');
  const std::string sealed = Seal(key, "short", "");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Open(key, changed, "")) << i;
    EXPECT_FALSE(Open(key, sealed.substr(0, i), "")) << i;
  }
}

TEST(CryptoSymmetric, B3_SealingTwiceNeverLooksTheSame) {
  const std::string key(kSealKeyBytes, 'k');
  EXPECT_NE(Seal(key, "same", "here"), Seal(key, "same", "here"));
  const auto empty = Open(key, Seal(key, "", "here"), "here");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->empty());
}

}  // namespace
}  // namespace gatehouse::crypto
