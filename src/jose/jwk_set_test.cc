// Key files as people write them. Other people's keys: jose_corpora_test.cc.
#include "jose/jwk_set.h"

#include <gtest/gtest.h>

#include "base/json_text.h"
#include "jose/testing_tokens.h"

namespace gatehouse::jose {
namespace {

using crypto::Algorithm;
using testing::KeyFor;

crypto::PublicKey PublicFor(Algorithm algorithm) { return KeyFor(algorithm).Public(); }
std::string JwkFor(Algorithm algorithm, std::string_view kid) { return PublicFor(algorithm).Jwk(kid, algorithm); }
std::string SetOf(std::initializer_list<std::string> keys) {
  std::string text = R"({"keys":[)";
  for (const std::string& key : keys) text += (text.ends_with('[') ? "" : ",") + key;
  return text + "]}";
}
std::string With(std::string jwk, std::string_view member) {
  jwk.insert(jwk.size() - 1, "," + std::string(member));
  return jwk;
}
std::string Replaced(std::string text, std::string_view what, std::string_view by) {
  const size_t at = text.find(what);
  return at == text.npos ? std::string() : text.replace(at, what.size(), by);
}

TEST(JwkSet, B3_OnePemKey) {
  const auto set = JwkSet::Parse(PublicFor(Algorithm::kRs256).Pem());
  ASSERT_TRUE(set);
  ASSERT_EQ(set->keys().size(), 1U);
  EXPECT_EQ(set->keys()[0].kid, "");
  EXPECT_EQ(set->keys()[0].thumbprint, PublicFor(Algorithm::kRs256).Thumbprint());
  EXPECT_EQ(set->Candidates("", Algorithm::kRs256).size(), 1U);
  EXPECT_EQ(set->Candidates("any", Algorithm::kRs256).size(), 1U)
      << "PEM knows no kid: the token's is not held against it";
  EXPECT_EQ(set->Candidates("", Algorithm::kEs256).size(), 0U);
}

TEST(JwkSet, B3_SeveralPemKeysInOneFile) {
  const std::string rsa = PublicFor(Algorithm::kRs256).Pem();
  const std::string ec = PublicFor(Algorithm::kEs256).Pem();
  const std::string ed = PublicFor(Algorithm::kEdDsa).Pem();
  const auto set = JwkSet::Parse("the registry's keys\n" + rsa + "\n# old\n" + ec + ed + rsa);
  ASSERT_TRUE(set);
  EXPECT_EQ(set->keys().size(), 3U) << "the same key twice is one key";
  EXPECT_EQ(set->Candidates("", Algorithm::kEdDsa).size(), 1U);
}

TEST(JwkSet, B3_ACertificateInAPemFile) {
  const std::vector<std::string> names = {"localhost"};
  const auto made = crypto::MakeDevelopmentCertificate(names, 30);
  const auto set = JwkSet::Parse(made->certificate_pem);
  ASSERT_TRUE(set);
  EXPECT_EQ(set->Candidates("", Algorithm::kEs256).size(), 1U);
}

TEST(JwkSet, B3_APrivateKeyAmongPublicOnesIsAnError) {
  const std::string pem = PublicFor(Algorithm::kRs256).Pem();
  for (const std::string& text : {KeyFor(Algorithm::kRs256).Pem(), pem + KeyFor(Algorithm::kEs256).Pem(),
                                  KeyFor(Algorithm::kEdDsa).Pem() + pem}) {
    const auto set = JwkSet::Parse(text);
    ASSERT_FALSE(set);
    EXPECT_NE(set.error().what.find("private key"), std::string::npos);
  }
}

TEST(JwkSet, B3_FilesThatHoldNoKey) {
  const std::string pem = PublicFor(Algorithm::kEs256).Pem();
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("ssh-ed25519 AAAA"), std::string("{}"), std::string("[]"),
        std::string(R"({"keys":[]})"), std::string(R"({"keys":{}})"), std::string(R"({"keys":[7]})"),
        std::string(R"({"keys":[{}]})"), std::string("{"), pem.substr(0, pem.size() - 20),
        pem + "-----BEGIN PUBLIC KEY-----\n", std::string("-----BEGIN -----END -----"), std::string(2 << 20, ' ')}) {
    EXPECT_FALSE(JwkSet::Parse(text)) << text.substr(0, 40);
  }
}

TEST(JwkSet, B3_RoundTripThroughAJwksDocument) {
  const auto set = JwkSet::Parse(
      SetOf({JwkFor(Algorithm::kRs256, "r"), JwkFor(Algorithm::kEs256, "e"), JwkFor(Algorithm::kEdDsa, "d")}));
  ASSERT_TRUE(set);
  ASSERT_EQ(set->keys().size(), 3U);
  EXPECT_EQ(set->keys()[0].thumbprint, PublicFor(Algorithm::kRs256).Thumbprint());
  EXPECT_EQ(set->keys()[1].thumbprint, PublicFor(Algorithm::kEs256).Thumbprint());
  EXPECT_EQ(set->keys()[2].thumbprint, PublicFor(Algorithm::kEdDsa).Thumbprint());
  EXPECT_EQ(set->keys()[1].algorithm, Algorithm::kEs256);
  EXPECT_TRUE(JwkSet::Parse(JwkFor(Algorithm::kEs256, "single"))) << "one JWK by itself";
}

TEST(JwkSet, B3_OldAndNewKeySideBySide) {
  const crypto::PrivateKey next = *crypto::PrivateKey::Generate(Algorithm::kEs256);
  auto set = JwkSet::Parse(SetOf({JwkFor(Algorithm::kEs256, "2025")}));
  ASSERT_TRUE(set);
  set->Merge(*JwkSet::Parse(SetOf({next.Public().Jwk("2026", Algorithm::kEs256), JwkFor(Algorithm::kEs256, "2025")})));
  EXPECT_EQ(set->keys().size(), 2U);
  ASSERT_EQ(set->Candidates("2025", Algorithm::kEs256).size(), 1U);
  ASSERT_EQ(set->Candidates("2026", Algorithm::kEs256).size(), 1U);
  EXPECT_EQ(set->Candidates("2026", Algorithm::kEs256)[0]->thumbprint, next.Public().Thumbprint());
}

TEST(JwkSet, Threats_Kid_WhichKeysATokenMayTry) {
  const crypto::PrivateKey other = *crypto::PrivateKey::Generate(Algorithm::kEs256);
  const auto named = JwkSet::Parse(SetOf(
      {JwkFor(Algorithm::kEs256, "a"), other.Public().Jwk("b", Algorithm::kEs256), JwkFor(Algorithm::kEdDsa, "c")}));
  ASSERT_TRUE(named);
  EXPECT_EQ(named->Candidates("a", Algorithm::kEs256).size(), 1U);
  EXPECT_EQ(named->Candidates("a", Algorithm::kEdDsa).size(), 0U) << "the key decides the algorithm";
  EXPECT_EQ(named->Candidates("x", Algorithm::kEs256).size(), 0U);
  EXPECT_EQ(named->Candidates("", Algorithm::kEs256).size(), 2U) << "none is named: each that fits";
  EXPECT_EQ(named->Candidates("", Algorithm::kEdDsa).size(), 1U) << "only one fits";
  auto mixed = *named;
  mixed.Merge(*JwkSet::Parse(other.Public().Pem()));
  ASSERT_EQ(mixed.Candidates("x", Algorithm::kEs256).size(), 1U) << "it may be the key without a kid";
  EXPECT_EQ(mixed.Candidates("x", Algorithm::kEs256)[0]->kid, "");
  EXPECT_TRUE(mixed.LacksKid("x"));
  EXPECT_FALSE(mixed.LacksKid("a"));
  EXPECT_FALSE(mixed.LacksKid(""));
  EXPECT_EQ(mixed.Candidates("a", Algorithm::kEs256).size(), 1U);
  ASSERT_EQ(mixed.Candidates("", Algorithm::kEs256).size(), 3U);
  EXPECT_EQ(mixed.Candidates("", Algorithm::kEs256)[0]->kid, "") << "first those that name no kid either";
}

TEST(JwkSet, B3_AlgOfAKeyBindsIt) {
  const auto set = JwkSet::Parse(SetOf({JwkFor(Algorithm::kRs256, "k")}));
  ASSERT_TRUE(set);
  EXPECT_EQ(set->Candidates("k", Algorithm::kRs256).size(), 1U);
  EXPECT_EQ(set->Candidates("k", Algorithm::kPs256).size(), 0U);
  const auto unbound = JwkSet::Parse(SetOf({Replaced(JwkFor(Algorithm::kRs256, "k"), R"("alg":"RS256",)", "")}));
  ASSERT_TRUE(unbound);
  EXPECT_EQ(unbound->Candidates("k", Algorithm::kPs256).size(), 1U);
}

TEST(JwkSet, B3_MembersThatCannotVerifyAreLeftOut) {
  const std::string good = JwkFor(Algorithm::kEs256, "good");
  const std::string rsa = JwkFor(Algorithm::kRs256, "rsa");
  for (const std::string& member :
       {Replaced(rsa, R"("use":"sig")", R"("use":"enc")"), Replaced(rsa, R"("use":"sig")", R"("use":7)"),
        With(rsa, R"("key_ops":["encrypt"])"), With(rsa, R"("key_ops":"verify")"), Replaced(rsa, "RS256", "RSA-OAEP"),
        Replaced(rsa, "RS256", "ES256"), Replaced(rsa, "RS256", "none"), Replaced(rsa, "AQAB", "Aw"),
        Replaced(rsa, "AQAB", "AQ"), Replaced(rsa, R"("kty":"RSA")", R"("kty":"EC")"),
        Replaced(rsa, R"("kty":"RSA")", R"("kty":"XYZ")"), Replaced(rsa, R"("n":")", R"("n":"+)"),
        Replaced(rsa, R"("kid":"rsa")", R"("kid":7)"),
        Replaced(rsa, R"("kid":"rsa")", R"("kid":)" + json::Quoted(std::string(300, 'k'))),
        std::string(R"({"kty":"RSA"})"), std::string(R"({"kty":"EC","crv":"P-384","x":"AA","y":"AA"})"),
        std::string("{}")}) {
    ASSERT_FALSE(member.empty());
    const auto set = JwkSet::Parse(SetOf({member, good}));
    ASSERT_TRUE(set) << member;
    EXPECT_EQ(set->keys().size(), 1U) << member;
    EXPECT_FALSE(JwkSet::Parse(SetOf({member}))) << member;
  }
  const auto verifies = JwkSet::Parse(SetOf({With(rsa, R"("key_ops":["sign","verify"])")}));
  EXPECT_TRUE(verifies);
}

TEST(JwkSet, Threats_AlgorithmConfusion_SecretsInASetVerifyNothing) {
  const std::string good = JwkFor(Algorithm::kEs256, "good");
  for (const std::string& secret :
       {std::string(R"({"kty":"oct","k":"AAAA"})"), std::string(R"({"kty":"oct"})"), With(good, R"("d":"AAAA")"),
        With(JwkFor(Algorithm::kRs256, "r"), R"("p":"AAAA")"), With(good, R"("k":"AAAA")")}) {
    const auto set = JwkSet::Parse(SetOf({secret, good, secret}));
    ASSERT_TRUE(set) << secret;
    ASSERT_EQ(set->keys().size(), 1U) << secret;
    EXPECT_EQ(set->keys()[0].kid, "good");
    EXPECT_EQ(set->left_out().secrets, 2U);
    EXPECT_EQ(set->left_out().Text(), "2 symmetric or private keys");
    EXPECT_FALSE(JwkSet::Parse(SetOf({secret}))) << secret;
    const auto alone = JwkSet::Parse(secret);
    ASSERT_FALSE(alone) << secret;
    EXPECT_NE(alone.error().what.find("private or symmetric"), std::string::npos);
  }
}

TEST(JwkSet, OneMemberThatIsOfNoUseDoesNotCostTheOthers) {
  const std::string good = JwkFor(Algorithm::kEs256, "good");
  for (const std::string_view member :
       {"7", "null", "\"text\"", "[]", "{}", R"({"kty":"AKP","alg":"ML-DSA-44","pub":"AA"})",
        R"({"kty":"OKP","crv":"Ed448","x":"AA"})", R"({"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"})"}) {
    const auto set = JwkSet::Parse(SetOf({std::string(member), good}));
    ASSERT_TRUE(set) << member;
    EXPECT_EQ(set->keys().size(), 1U) << member;
    EXPECT_EQ(set->left_out().unknown, 1U) << member;
    EXPECT_NE(set->left_out().Text().find("1 key that cannot verify"), std::string::npos);
  }
  const auto encryption = JwkSet::Parse(SetOf({R"({"kty":"RSA","use":"enc","alg":"RSA-OAEP"})", good}));
  ASSERT_TRUE(encryption);
  EXPECT_EQ(encryption->left_out().Text(), "") << "usual, and nothing to tell";
}

TEST(JwkSet, Threats_CrashesInJose_Bounds) {
  std::string many;
  for (int i = 0; i < 129; ++i) many += (i == 0 ? "" : ",") + JwkFor(Algorithm::kEdDsa, std::to_string(i));
  EXPECT_FALSE(JwkSet::Parse(R"({"keys":[)" + many + "]}"));
  EXPECT_FALSE(JwkSet::Parse(R"({"keys":)" + std::string(1000, '[') + std::string(1000, ']') + "}"));
  EXPECT_FALSE(JwkSet::Parse(R"({"keys":[],"keys":[]})"));
  // However many keys of one kid there are, a token costs a bounded number of verifications.
  JwkSet set;
  for (int i = 0; i < 20; ++i)
    set.Merge(*JwkSet::Parse(crypto::PrivateKey::Generate(Algorithm::kEdDsa)->Public().Pem()));
  EXPECT_EQ(set.keys().size(), 20U);
  EXPECT_EQ(set.Candidates("", Algorithm::kEdDsa).size(), 16U);
}

}  // namespace
}  // namespace gatehouse::jose
