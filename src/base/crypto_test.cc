#include "base/crypto.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <set>
#include <string_view>

#include "base/bytes.h"
#include "base/testing_keys.h"

namespace gatehouse::crypto {
namespace {

TEST(Crypto, NamesOfAlgorithms) {
  std::set<std::string_view> names;
  for (const Algorithm algorithm : testing::kAlgorithms) {
    names.insert(Name(algorithm));
    EXPECT_EQ(AlgorithmNamed(Name(algorithm)).value(), algorithm);
  }
  EXPECT_EQ(names.size(), testing::kAlgorithms.size());
}

TEST(Crypto, Threats_AlgorithmConfusion_NoneAndHmacHaveNoName) {
  for (const std::string_view name : {"none", "None", "NONE", "", "HS256", "HS384", "HS512", "rs256", "RS256 ", "RS384",
                                      "PS512", "ES384", "ES256K", "eddsa", "Ed25519"}) {
    EXPECT_FALSE(AlgorithmNamed(name)) << name;
  }
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

}  // namespace
}  // namespace gatehouse::crypto
