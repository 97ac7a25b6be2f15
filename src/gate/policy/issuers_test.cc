// Tokens, keys and the assertion: from the policy's words to what identify/ checks with.
#include <set>

#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string PublicPem() {
  static const std::string pem = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Public().Pem();
  return pem;
}

std::string OtherPublicPem() {
  static const std::string pem = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Public().Pem();
  return pem;
}

TrustedIssuers Loaded(std::string_view yaml, const Files& files) {
  const Policy policy = Compiled(yaml, files);
  auto issuers = LoadIssuers(policy, Reader(files));
  if (issuers) return std::move(*issuers);
  for (const base::Error& error : issuers.error()) ADD_FAILURE() << error.Text();
  return {};
}

std::vector<std::string> LoadErrors(std::string_view yaml, const Files& files) {
  const auto issuers = LoadIssuers(Compiled(yaml, files), Reader(files));
  std::vector<std::string> texts;
  if (issuers) return texts;
  for (const base::Error& error : issuers.error()) texts.push_back(error.Text());
  return texts;
}

TEST(Issuers, B3_AMissingKeyIsNamed) {
  const auto errors = LoadErrors("profile: droplet\nupstream: http://a\n", {});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_THAT(errors[0], HasSubstr("Registry public key not found: /etc/droplet/registry_public_key.pem"));
  EXPECT_THAT(LoadErrors("profile: promptcraft\nupstream: http://a\n", {}),
              ElementsAre(HasSubstr("Registry public key not found: /etc/promptcraft/public_key.pem")));
}

TEST(Issuers, B3_EveryKeyThatIsWrongIsToldWithItsPlace) {
  const Files files = {{"/etc/gate/bad.pem", "no key"}, {"/etc/gate/good.pem", PublicPem()}};
  const auto errors = LoadErrors(
      "upstream: http://a\ntokens:\n  - { issuer: i, audience: a, keys: [none.pem, good.pem] }\n"
      "  - { issuer: j, audience: a, keys: bad.pem }\n",
      files);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_THAT(errors[0],
              HasSubstr("gate.yaml:3:38: Registry public key not found: /etc/gate/none.pem (the file does not exist"));
  EXPECT_THAT(errors[1], HasSubstr("gate.yaml:4:37: Registry public key is not usable: /etc/gate/bad.pem"));
}

TEST(Issuers, B3_OldAndNewKeySideBySide) {
  const auto issuers =
      Loaded("upstream: http://a\ntokens: { issuer: i, audience: a, algorithms: ES256, keys: [o.pem, n.pem] }\n",
             {{"/etc/gate/o.pem", OtherPublicPem()}, {"/etc/gate/n.pem", PublicPem()}});
  ASSERT_EQ(issuers.issuers.size(), 1U);
  EXPECT_EQ(issuers.issuers[0].keys.keys().size(), 2U);
}

TEST(Issuers, WhatIsLeftOutOfAKeySetIsNoted) {
  const std::string good = crypto::PublicKey::FromPem(PublicPem())->Jwk("good", crypto::Algorithm::kEs256);
  const auto issuers =
      Loaded("upstream: http://a\ntokens: { issuer: i, audience: a, algorithms: ES256, keys: k.json }\n",
             {{"/etc/gate/k.json", R"({"keys":[{"kty":"oct","k":"AAAA"},)" + good + "]}"}});
  EXPECT_EQ(issuers.issuers[0].keys.keys().size(), 1U);
  ASSERT_EQ(issuers.notes.size(), 1U);
  EXPECT_EQ(issuers.notes[0].what, "Left out of the key set: 1 symmetric or private key");
  EXPECT_EQ(issuers.notes[0].where, "/etc/gate/k.json");
}

TEST(Issuers, B3_KeysThatFitNoneOfTheAlgorithmsAreToldAtTheStart) {
  const auto told = [](const std::string& tokens, const std::string& more = "") {
    const auto loaded = CompileWithKeys("upstream: http://a\ntokens: " + tokens + "\n" + more, "gate.yaml", "/etc/gate",
                                        Reader({{"/etc/gate/ec.pem", PublicPem()}}), References::kAsWritten);
    std::vector<std::string> texts;
    if (loaded) return texts;
    for (const base::Error& error : loaded.error()) texts.push_back(error.Text());
    return texts;
  };
  EXPECT_THAT(told("{ issuer: i, audience: a, keys: ec.pem }"),
              ElementsAre("gate.yaml:2:41: No key can verify RS256: /etc/gate/ec.pem (write algorithms: ES256, or name "
                          "another key)"));
  EXPECT_THAT(told("{ issuer: i, audience: a, keys: ec.pem, algorithms: [PS256, EdDSA] }"),
              ElementsAre(HasSubstr("No key can verify PS256 or EdDSA")));
  EXPECT_THAT(told("{ issuer: i, audience: a, keys: ec.pem, algorithms: [RS256, ES256] }"), ElementsAre());
  EXPECT_THAT(told("{ issuer: i, audience: a, keys: ec.pem, jwks_url: \"https://i/jwks\" }", "control: {}\n"),
              ElementsAre())
      << "the daemon may bring the key that fits";
  EXPECT_THAT(told("{ issuer: i, audience: a, keys: ec.pem, algorithms: HS256 }"),
              ElementsAre(HasSubstr("'algorithms' cannot be 'HS256'")));
}

TEST(Issuers, GenerationFollowsRulesAndKeysAndNothingElse) {
  const Files files = {{"/etc/gate/k.pem", PublicPem()}, {"/etc/gate/o.pem", OtherPublicPem()}};
  const auto generation = [&](const std::string& tokens, const std::string& more = "") {
    return Loaded("upstream: http://a\ntokens: " + tokens + "\n" + more, files).generation;
  };
  const uint64_t first = generation("{ issuer: i, audience: a, keys: k.pem }");
  EXPECT_NE(first, 0U);
  EXPECT_EQ(first, generation("{ audience: a, issuer: i, keys: [k.pem] }", "limits: 5/second\n"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: o.pem }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: [k.pem, o.pem] }"));
  EXPECT_NE(first, generation("{ issuer: i2, audience: a, keys: k.pem }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: b, keys: k.pem }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, max_life: 1h }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, leeway: 1s }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, require_claims: x }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, types: JWT }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, bound: required }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, role_claims: groups }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, scope_claims: groups }"));
  EXPECT_NE(first, generation("{ issuer: i, audience: a, keys: k.pem, algorithms: [RS256, ES256] }"));
  EXPECT_NE(generation("{ issuer: i, audience: a, keys: k.pem, require_claims: [\"x,y\"] }"),
            generation("{ issuer: i, audience: a, keys: k.pem, require_claims: [x, y] }"));
}

TEST(Tokens, B2_EveryKeyOfAnIssuer) {
  const Policy policy = Compiled(
      "upstream: http://a\ntokens: { issuer: i, audience: a, algorithms: [PS256, EdDSA], max_life: 30m, leeway: 10s,\n"
      "  require_claims: [x, y], types: [\"\", at+jwt], keys: k.pem }\n");
  const jose::TokenRules& rules = policy.issuers[0];
  EXPECT_THAT(rules.algorithms, ElementsAre(crypto::Algorithm::kPs256, crypto::Algorithm::kEdDsa));
  EXPECT_EQ(rules.max_life, std::chrono::minutes{30});
  EXPECT_EQ(rules.leeway, std::chrono::seconds{10});
  EXPECT_THAT(rules.required_claims, ElementsAre("x", "y"));
  EXPECT_THAT(rules.types, ElementsAre("", "at+jwt"));
  EXPECT_THAT(rules.role_claims, ElementsAre("roles", "role", "realm_access.roles"));
  EXPECT_THAT(Compiled(kWithTokens).issuers[0].algorithms, ElementsAre(crypto::Algorithm::kRs256));
  EXPECT_EQ(Compiled(kWithTokens).issuers[0].leeway, std::chrono::seconds{30}) << "unless the policy says less";
  const Policy named = Compiled(
      "upstream: http://a\ntokens: { issuer: i, audience: a, keys: k.pem, leeway: 0s, role_claims: [groups, "
      "\"a.b\"], scope_claims: scp }\n");
  EXPECT_EQ(named.issuers[0].leeway, std::chrono::seconds{0});
  EXPECT_THAT(named.issuers[0].role_claims, ElementsAre("groups", "a.b"));
  EXPECT_THAT(named.issuers[0].scope_claims, ElementsAre("scp"));
}

TEST(Tokens, B2_MistakesAreTold) {
  const auto tokens = [](const std::string& text) { return "upstream: http://a\ntokens: " + text + "\n"; };
  ExpectOneError(tokens("{ issuer: i, audience: a }"), {"gate.yaml:2:9", "'tokens' names no 'keys'"});
  ExpectOneError(tokens("{ issuer: i, keys: k }"), {"'tokens' names no 'audience'"});
  ExpectOneError(tokens("{ audience: a, keys: k }"), {"'tokens' names no 'issuer'"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: [] }"), {"'tokens' names no 'keys'"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, algorithms: [none] }"), {"'algorithms' cannot be 'none'"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, algorithms: [HS256] }"),
                 {"'algorithms' cannot be 'HS256'", "did you mean"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, algorithms: [] }"), {"'algorithms' is empty"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, max_life: 0s }"), {"'max_life' is out of range"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, max_life: 86400 }"), {"'max_life' must be a duration"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: \"https://i/jwks.json\" }"),
                 {"'keys' must name files", "write the URL as jwks_url"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, role_claims: [roles, aud] }"),
                 {"gate.yaml:2:", "'aud' cannot be a name in 'role_claims'"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, scope_claims: \"\" }"), {"cannot be a name"});
  ExpectOneError(tokens("{ issuer: i, audience: a, keys: k, scope_claims: 7s, role_claim: x }"),
                 {"Unknown key 'role_claim'"});
  ExpectOneError(tokens("[{ issuer: i, audience: a, keys: k }, { issuer: i, audience: a, keys: l }]"),
                 {"gate.yaml:2:47", "same issuer and audience"});
  EXPECT_EQ(
      Compiled(tokens("[{ issuer: i, audience: a, keys: k }, { issuer: j, audience: a, keys: k }]")).issuers.size(),
      2U);
}

TEST(Assertion, ReadsItsKey) {
  const std::string p256 = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Pem();
  const std::string ed25519 = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa)->Pem();
  const Files files = {{"/etc/gate/p.pem", p256}, {"/etc/gate/e.pem", ed25519}, {"/etc/gate/x.pem", PublicPem()}};
  const Policy policy = Compiled(Plain("assertion: { key: p.pem, audience: app, life: 30s }\n"), files);
  ASSERT_TRUE(policy.assertion);
  EXPECT_EQ(policy.assertion->algorithm, crypto::Algorithm::kEs256);
  EXPECT_EQ(policy.assertion->audience, "app");
  EXPECT_EQ(policy.assertion->life, std::chrono::seconds{30});
  EXPECT_EQ(Compiled(Plain("assertion: { key: e.pem, audience: app }\n"), files).assertion->algorithm,
            crypto::Algorithm::kEdDsa);
  ExpectOneError(Plain("assertion: { key: p.pem, audience: app, life: 61s }\n"), {"'life' is out of range", "to 60s"},
                 files);
  ExpectOneError(Plain("assertion: { key: p.pem }\n"), {"'assertion' names no 'audience'"}, files);
  ExpectOneError(Plain("assertion: { audience: app }\n"), {"'assertion' names no 'key'"}, files);
  ExpectOneError(Plain("assertion: { key: p.pem, audience: app, algorithm: RS256 }\n"),
                 {"'algorithm' cannot be 'RS256'"}, files);
  ExpectOneError(Plain("assertion: { key: p.pem, audience: app, algorithm: EdDSA }\n"), {"cannot sign with EdDSA"},
                 files);
  ExpectOneError(Plain("assertion: { key: none.pem, audience: app }\n"), {"cannot be read: /etc/gate/none.pem"}, files);
  ExpectOneError(Plain("assertion: { key: x.pem, audience: app }\n"), {"not usable: /etc/gate/x.pem"}, files);
}

constexpr std::string_view kManaged =
    "upstream: http://a\nrun_dir: /run/gate\ntokens: { issuer: i, audience: a }\ncontrol: { registry: {}, people: {} "
    "}\n";
constexpr const char* kRegistryKeys = "/run/gate/control/public/registry.jwks";
constexpr const char* kSessionKeys = "/run/gate/control/public/session.jwks";

TEST(CompileWithKeys, B3_MissingKeysAreToldTogetherWithTheTextsErrors) {
  const auto loaded =
      CompileWithKeys(WithTokens("lisen: x\n"), "gate.yaml", "/etc/gate", Reader({}), References::kHandedOver);
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 2U);
  EXPECT_THAT(loaded.error()[0].what, HasSubstr("Unknown key 'lisen'"));
  EXPECT_EQ(loaded.error()[1].what, "Registry public key not found: /etc/gate/k.pem");
  EXPECT_EQ(loaded.error()[1].where, "gate.yaml:2:41");
}

TEST(CompileWithKeys, C1_WhoServesNeedsEverySecret) {
  const std::string yaml =
      "upstream: http://a\ntokens: { issuer: i, audience: a, algorithms: ES256, keys: k.pem }\n"
      "assertion: { key: 'ref+vault://secret/gate#/key', audience: app }\n";
  const Files files = {{"/etc/gate/k.pem", PublicPem()}};
  const auto served = CompileWithKeys(yaml, "gate.yaml", "/etc/gate", Reader(files), References::kHandedOver);
  ASSERT_FALSE(served);
  EXPECT_THAT(served.error().front().what, HasSubstr("was not handed over"));
  EXPECT_TRUE(CompileWithKeys(yaml, "gate.yaml", "/etc/gate", Reader(files), References::kAsWritten));
}

TEST(LoadIssuers, B3_WhatTheDaemonHasNotWrittenYetHoldsNoKeys) {
  const TrustedIssuers none = Loaded(kManaged, {});
  ASSERT_EQ(none.issuers.size(), 1U);
  EXPECT_TRUE(none.issuers[0].keys.keys().empty());
  ASSERT_TRUE(none.sessions);
  EXPECT_TRUE(none.sessions->keys.keys().empty());
  EXPECT_EQ(none.sessions->rules.audience, "gatehouse-session");
  const TrustedIssuers both = Loaded(kManaged, {{kRegistryKeys, PublicPem()}, {kSessionKeys, OtherPublicPem()}});
  EXPECT_EQ(both.issuers[0].keys.keys().size(), 1U);
  EXPECT_EQ(both.sessions->keys.keys().size(), 1U);
  EXPECT_FALSE(Loaded(WithTokens(""), {{"/etc/gate/k.pem", PublicPem()}}).sessions) << "without people there are none";
}

TEST(LoadIssuers, B3_WhatTheDaemonWroteMustBeKeys) {
  for (const char* file : {kRegistryKeys, kSessionKeys}) {
    const auto errors = LoadErrors(kManaged, {{file, "{}"}});
    ASSERT_EQ(errors.size(), 1U) << file;
    EXPECT_THAT(errors[0], HasSubstr(file));
    EXPECT_THAT(errors[0], HasSubstr("control daemon writes it again"));
  }
}

TEST(LoadIssuers, Threats_CacheConfusion_NewSessionKeysAreAnotherGeneration) {
  const uint64_t none = Loaded(kManaged, {}).generation;
  const uint64_t one = Loaded(kManaged, {{kSessionKeys, PublicPem()}}).generation;
  const uint64_t other = Loaded(kManaged, {{kSessionKeys, OtherPublicPem()}}).generation;
  const uint64_t moved = Loaded(kManaged, {{kRegistryKeys, PublicPem()}}).generation;
  EXPECT_EQ((std::set{none, one, other, moved}).size(), 4U);
  EXPECT_EQ(one, Loaded(kManaged, {{kSessionKeys, PublicPem()}}).generation);
}

}  // namespace
}  // namespace gatehouse::gate
