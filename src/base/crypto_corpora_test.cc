// Other people's signatures: Wycheproof. Runs where GATEHOUSE_CORPORA names the unpacked collection. A vector of a key
// that we do not admit must be refused with its key, whatever the vector says about its signature.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/crypto.h"

namespace gatehouse::crypto {
namespace {

struct Corpus {
  const char* file;
  Algorithm algorithm;
  size_t valid;           // how many are expected to run and be accepted
  size_t weak_key_valid;  // "valid" ones under a key that we refuse: an exponent of 3
};

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

class CryptoCorpora : public testing::TestWithParam<Corpus> {};

TEST_P(CryptoCorpora, B2_WycheproofSignatures) {
  const char* folder = std::getenv("GATEHOUSE_CORPORA");
  if (folder == nullptr) GTEST_SKIP() << "GATEHOUSE_CORPORA is not set";
  std::ifstream in(std::string(folder) + "/wycheproof/testvectors_v1/" + GetParam().file);
  ASSERT_TRUE(in) << GetParam().file;
  const auto corpus = nlohmann::json::parse(in);

  size_t accepted = 0;
  size_t refused = 0;
  size_t either = 0;
  size_t weak = 0;
  for (const auto& group : corpus.at("testGroups")) {
    const auto key = PublicKey::FromPem(group.at("publicKeyPem").get<std::string>());
    for (const auto& test : group.at("tests")) {
      const std::string result = test.at("result");
      const bool verified = key && key->Verify(GetParam().algorithm, FromHex(test.at("msg")), FromHex(test.at("sig")));
      if (!key && result == "valid") {
        EXPECT_NE(test.at("flags").dump().find("SmallPublicKey"), std::string::npos) << "tcId " << test.at("tcId");
        ++weak;
      } else if (result == "acceptable") {
        ++either;
      } else {
        EXPECT_EQ(verified, result == "valid") << "tcId " << test.at("tcId") << ' ' << test.at("comment");
        ++(verified ? accepted : refused);
      }
    }
  }
  std::printf("%s: %zu accepted, %zu refused, %zu either way, %zu of a key that is not admitted\n", GetParam().file,
              accepted, refused, either, weak);
  EXPECT_EQ(accepted, GetParam().valid);
  EXPECT_EQ(weak, GetParam().weak_key_valid);
  EXPECT_GT(refused, 0U);
}

INSTANTIATE_TEST_SUITE_P(Wycheproof, CryptoCorpora,
                         testing::Values(Corpus{"rsa_signature_2048_sha256_test.json", Algorithm::kRs256, 7, 2},
                                         Corpus{"rsa_signature_3072_sha256_test.json", Algorithm::kRs256, 7, 1},
                                         Corpus{"rsa_signature_4096_sha256_test.json", Algorithm::kRs256, 7, 0},
                                         Corpus{"rsa_pss_2048_sha256_mgf1_32_test.json", Algorithm::kPs256, 63, 0},
                                         Corpus{"ecdsa_secp256r1_sha256_p1363_test.json", Algorithm::kEs256, 173, 0},
                                         Corpus{"ed25519_test.json", Algorithm::kEdDsa, 88, 0}));

}  // namespace
}  // namespace gatehouse::crypto
