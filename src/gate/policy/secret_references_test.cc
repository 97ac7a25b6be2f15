#include "gate/policy/secret_references.h"

#include "base/crypto.h"
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::HasSubstr;

constexpr const char* kHead =
    "upstream: http://127.0.0.1:9000\nrun_dir: /run/gate\n"
    "tokens: { issuer: i, audience: a, keys: k.pem }\n";
constexpr const char* kAssertion = "assertion: { key: 'ref+vault://secret/gate#/key', audience: app }\n";

std::string KeyPem() {
  const auto key = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256);
  return key ? key->Pem() : std::string{};
}

TEST(SecretReferences, C1_AReferenceThatWasNotResolvedIsNoted) {
  const auto policy = Compile(std::string(kHead) + kAssertion);
  ASSERT_TRUE(policy) << policy.error()[0].Text();
  EXPECT_FALSE(policy->assertion);
  ASSERT_EQ(policy->references.size(), 1U);
  const SecretReference& noted = policy->references[0];
  EXPECT_EQ(noted.reference, "ref+vault://secret/gate#/key");
  EXPECT_EQ(noted.place, "gate.yaml:4:19");
  EXPECT_FALSE(noted.handed_over);
  EXPECT_THAT(noted.file, testing::StartsWith(HandoverFolder("/run/gate") + "/"));
}

TEST(SecretReferences, C1_AReferenceThatWasHandedOverIsRead) {
  const auto before = Compile(std::string(kHead) + kAssertion);
  ASSERT_TRUE(before);
  const std::string file = before->references[0].file;
  const auto after = Compile(std::string(kHead) + kAssertion, {{file, KeyPem()}});
  ASSERT_TRUE(after) << after.error()[0].Text();
  EXPECT_TRUE(after->assertion);
  EXPECT_TRUE(after->references[0].handed_over);

  const auto broken = Compile(std::string(kHead) + kAssertion, {{file, "no key"}});
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error()[0].what, HasSubstr("assertion key is not usable"));
}

TEST(SecretReferences, C1_TheKeyOfTls) {
  const std::string yaml = std::string(kHead) + "tls: { certificate: c.pem, key: 'ref+file:///run/secrets/tls' }\n";
  Files files = {{"/etc/gate/c.pem", "-----BEGIN CERTIFICATE-----"}};
  const auto before = Compile(yaml, files);
  ASSERT_TRUE(before) << before.error()[0].Text();
  EXPECT_EQ(before->tls.own.key, "");
  files[before->references[0].file] = "-----BEGIN PRIVATE KEY-----";
  const auto after = Compile(yaml, files);
  ASSERT_TRUE(after) << after.error()[0].Text();
  EXPECT_EQ(after->tls.own.key, before->references[0].file);
}

TEST(SecretReferences, AnotherReferenceOrRunDirectoryIsAnotherFile) {
  const auto file_of = [](const std::string& yaml) { return Compile(yaml)->references[0].file; };
  const std::string one = file_of(std::string(kHead) + kAssertion);
  const std::string other_key =
      file_of(std::string(kHead) + "assertion: { key: 'ref+vault://x#/key', audience: app }\n");
  std::string elsewhere = kHead;
  elsewhere.replace(elsewhere.find("/run/gate"), 9, "/run/side");
  EXPECT_NE(one, other_key);
  EXPECT_NE(one, file_of(elsewhere + kAssertion));
  EXPECT_EQ(one, file_of(std::string(kHead) + kAssertion));
}

}  // namespace
}  // namespace gatehouse::gate
