// Other people's tokens and keys: Wycheproof and the JOSE cookbook (RFC 7520, RFC 8037). Runs where GATEHOUSE_CORPORA
// names the unpacked collection. Their payloads are not claims: a token counts as accepted when it is refused only for
// that, behind its signature.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "jose/jwt.h"

namespace gatehouse::jose {
namespace {

using crypto::Algorithm;
using Json = nlohmann::json;

std::optional<Json> Read(const std::string& path) {
  const char* folder = std::getenv("GATEHOUSE_CORPORA");
  if (folder == nullptr) return std::nullopt;
  std::ifstream in(std::string(folder) + '/' + path);
  if (!in) {
    ADD_FAILURE() << "cannot be read: " << path;
    return std::nullopt;
  }
  return Json::parse(in);
}

bool SignatureAccepted(std::string_view token, const JwkSet& keys, Algorithm algorithm) {
  const auto raw = RawJwt::Parse(token);
  if (!raw) return false;
  TokenRules rules;
  rules.algorithms = {algorithm};
  const auto verified = VerifiedJwt::Verify(*raw, rules, keys, base::Wall{});
  return !verified && verified.error() == Fault::kMalformed;
}

// The algorithm that a vector's key is for; empty where it is none of ours (HMAC, P-521, SHA-384, encryption).
std::optional<Algorithm> AlgorithmOf(const Json& key) {
  const Json& one = key.contains("keys") ? key.at("keys").at(0) : key;
  const auto named = crypto::AlgorithmNamed(one.value("alg", ""));
  if (named) return *named;
  if (one.value("kty", "") == "RSA" && !one.contains("alg")) return Algorithm::kRs256;
  if (one.value("crv", "") == "P-256") return Algorithm::kEs256;
  return std::nullopt;
}

struct Corpus {
  std::string file;
  size_t valid;  // how many are expected to be accepted
};
class JoseCorpora : public testing::TestWithParam<Corpus> {};

TEST_P(JoseCorpora, Threats_AlgorithmConfusion_WycheproofJose) {
  const auto corpus = Read("wycheproof/testvectors_v1/" + GetParam().file);
  if (!corpus) GTEST_SKIP() << "GATEHOUSE_CORPORA is not set";
  size_t accepted = 0;
  size_t refused = 0;
  size_t not_ours = 0;
  for (const Json& group : corpus->at("testGroups")) {
    const auto algorithm = group.contains("public") ? AlgorithmOf(group.at("public")) : std::nullopt;
    const auto keys =
        group.contains("public") ? JwkSet::Parse(group.at("public").dump()) : base::Result<JwkSet>(JwkSet{});
    for (const Json& test : group.at("tests")) {
      if (!test.contains("jws")) continue;
      const std::string result = test.at("result");
      const Json& jws = test.at("jws");
      const std::string token = jws.is_string() ? jws.get<std::string>() : jws.dump();
      const bool good = keys && SignatureAccepted(token, *keys, algorithm.value_or(Algorithm::kRs256));
      const auto raw = RawJwt::Parse(token);
      const bool ours = algorithm && (raw || raw.error() != Fault::kAlgorithm);  // two PS384 tokens have a PS256 key
      if (!ours && result == "valid") {
        ++not_ours;
        EXPECT_FALSE(good) << "tcId " << test.at("tcId") << ": not an algorithm of ours";
        continue;
      }
      if (result == "acceptable") continue;
      EXPECT_EQ(good, result == "valid") << "tcId " << test.at("tcId") << ' ' << group.value("comment", "") << ' '
                                         << test.at("comment");
      ++(good ? accepted : refused);
    }
  }
  std::printf("%s: %zu accepted, %zu refused, %zu valid ones of an algorithm that is not ours\n",
              GetParam().file.c_str(), accepted, refused, not_ours);
  EXPECT_EQ(accepted, GetParam().valid);
  EXPECT_GT(refused, 0U);
}

INSTANTIATE_TEST_SUITE_P(Wycheproof, JoseCorpora,
                         testing::Values(Corpus{"json_web_signature_test.json", 16},
                                         Corpus{"json_web_key_test.json", 1}, Corpus{"json_web_crypto_test.json", 2}));

std::string PublicPart(Json key) {
  for (const char* member : {"d", "p", "q", "dp", "dq", "qi"}) key.erase(member);
  return key.dump();
}

TEST(JoseCookbook, B2_Jws) {
  struct Example {
    const char* file;
    Algorithm algorithm;
    bool ours;
  };
  for (const auto& [file, algorithm, ours] :
       {Example{"jws/4_1.rsa_v15_signature.json", Algorithm::kRs256, true},
        Example{"jws/4_2.rsa-pss_signature.json", Algorithm::kPs256, false},  // PS384
        Example{"curve25519/jws.json", Algorithm::kEdDsa, true}}) {
    const auto example = Read(std::string("jose_cookbook/") + file);
    if (!example) GTEST_SKIP() << "GATEHOUSE_CORPORA is not set";
    const auto keys = JwkSet::Parse(PublicPart(example->at("input").at("key")));
    ASSERT_TRUE(keys) << file;
    std::string token = example->at("output").at("compact");
    EXPECT_EQ(SignatureAccepted(token, *keys, algorithm), ours) << file;
    token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(SignatureAccepted(token, *keys, algorithm)) << file;
    EXPECT_FALSE(JwkSet::Parse(example->at("input").at("key").dump())) << file << ": its private key";
  }
}

TEST(JoseCookbook, B3_Jwk) {
  const auto p521 = Read("jose_cookbook/jwk/3_1.ec_public_key.json");
  const auto private_key = Read("jose_cookbook/jwk/3_2.ec_private_key.json");
  const auto rsa = Read("jose_cookbook/jwk/3_3.rsa_public_key.json");
  const auto symmetric = Read("jose_cookbook/jwk/3_5.symmetric_key_mac_computation.json");
  if (!p521 || !private_key || !rsa || !symmetric) GTEST_SKIP() << "GATEHOUSE_CORPORA is not set";
  EXPECT_FALSE(JwkSet::Parse(p521->dump())) << "not a curve of ours";
  EXPECT_FALSE(JwkSet::Parse(private_key->dump()));
  EXPECT_FALSE(JwkSet::Parse(symmetric->dump()));
  const auto set = JwkSet::Parse(rsa->dump());
  ASSERT_TRUE(set);
  EXPECT_EQ(set->keys()[0].kid, "bilbo.baggins@hobbiton.example");
}

}  // namespace
}  // namespace gatehouse::jose
