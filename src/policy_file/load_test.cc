#include "policy_file/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/crypto.h"
#include "base/file.h"
#include "base/testing_folder.h"
#include "gate/policy/secret_references.h"

namespace gatehouse::policy_file {
namespace {

using testing::HasSubstr;

constexpr const char* kPolicy =
    "upstream: http://a\ntokens: { issuer: i, audience: a, algorithms: ES256, keys: k.pem }\n";

class PolicyFileTest : public testing::Test {
 protected:
  base::testing::Folder folder_;
};

TEST_F(PolicyFileTest, ReadsPolicyAndKeysBesideIt) {
  folder_.Write("k.pem", crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Public().Pem());
  const auto loaded = Load(folder_.Write("gatehouse.yaml", kPolicy));
  ASSERT_TRUE(loaded) << loaded.error()[0].Text();
  EXPECT_EQ(loaded->policy.run_dir, folder_.At(".gatehouse"));
  EXPECT_EQ(loaded->issuers.issuers.size(), 1U);
}

TEST_F(PolicyFileTest, B3_MissingKeysAreToldTogetherWithTheTextsErrors) {
  const auto loaded = Load(folder_.Write("gatehouse.yaml", std::string(kPolicy) + "lisen: x\n"));
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 2U);
  EXPECT_THAT(loaded.error()[0].what, HasSubstr("Unknown key 'lisen'"));
  EXPECT_EQ(loaded.error()[1].what, "Registry public key not found: " + folder_.At("k.pem"));
  EXPECT_THAT(loaded.error()[1].where, HasSubstr(folder_.At("gatehouse.yaml:2:")));
}

TEST_F(PolicyFileTest, WithoutKeysNoneIsAskedFor) {
  const auto policy = LoadWithoutKeys(folder_.Write("gatehouse.yaml", kPolicy));
  ASSERT_TRUE(policy) << policy.error()[0].Text();
  EXPECT_EQ(policy->run_dir, folder_.At(".gatehouse"));
}

TEST_F(PolicyFileTest, AMissingPolicyIsAnError) {
  const auto loaded = Load(folder_.At("none.yaml"));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error()[0].where, folder_.At("none.yaml"));
  EXPECT_FALSE(LoadWithoutKeys(folder_.At("none.yaml")));
}

TEST(PolicyFile, B4_WhatOthersCouldHavePutThereDoesNotCount) {
  const std::string folder = gate::HandoverFolder("/a/test/of/" + std::to_string(getpid()));
  ASSERT_EQ(mkdir(folder.c_str(), 0700), 0) << folder;
  const std::string file = folder + "/key";
  ASSERT_TRUE(base::WriteFile(file, "x", 0600));
  EXPECT_EQ(ReadFile(file), "x");
  ASSERT_EQ(chmod(folder.c_str(), 0755), 0);
  EXPECT_FALSE(ReadFile(file));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gatehouse::policy_file
