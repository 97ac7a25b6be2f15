// What git tracks and remembers, in repositories that real git makes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using testing::FailedFiles;
using testing::Files;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

// A value that looks like a real one.
const std::string kKey = "9f8e7d6c5b4a" + std::string("39281706f5e4d3c2b1a0");
// In two parts, so that no scan takes this file for a key.
const std::string kPrivateKey =
    std::string("-----BEGIN ") + "PRIVATE KEY-----\nMC4CAQ\n-----END " + "PRIVATE KEY-----\n";
const std::string kEncrypted =
    "#gatehouse-env v1 file-id=00112233445566778899aabbccddeeff\nA=gAAAAAtoken==\n"
    "#gatehouse-key " +
    std::string(40, 'A') + " d3JhcHBlZA==\n#gatehouse-mac " + std::string(64, '0') + "\n";

Results OfCommitted(const Files& files) {
  const Folder folder(files);
  folder.Commit();
  return testing::ResultsIn(EnvFilesCheck(), folder);
}

TEST(EnvFiles, A2_B5_AnEnvFileInClearIsFoundWhateverItsCase) {
  const Results results = OfCommitted({{".env", "API_KEY=" + kKey + "\n"},
                                       {"a/.env.production", "A=b\n"},
                                       {"b/.ENV.Staging", ""},
                                       {"c/.env", "\xFF\xFE no settings \xFF"}});
  EXPECT_EQ(FailedFiles(results, "env-tracked"), ".env a/.env.production b/.ENV.Staging c/.env");
  EXPECT_EQ(results.findings().front().what, "is in clear, and git tracks it; 1 of its settings look like secrets");
  for (const Finding& finding : results.findings()) EXPECT_THAT(finding.what, Not(HasSubstr(kKey)));
}

TEST(EnvFiles, A2_B5_ExamplesAndEncryptedFilesAreNoEnvFilesInClear) {
  const Results results = OfCommitted({{".env.example", "A=\n"},
                                       {".env.sample", "A=\n"},
                                       {".env.ts", "x"},
                                       {".env.d/a", "A=b\n"},
                                       {"env", "A=b\n"},
                                       {"ours/.env", kEncrypted},
                                       {"pgp/.env", "-----BEGIN PGP MESSAGE-----\n"},
                                       {"age/.env", "age-encryption.org/v1\n"},
                                       {"vault/.env", "$ANSIBLE_VAULT;1.1;AES256\n"},
                                       {"sops/.env", "A=ENC[AES256_GCM,data:x]\nsops_version=3.8.1\n"},
                                       {"crypt/.env", std::string("\0GITCRYPT\0rest", 14)}});
  EXPECT_EQ(FailedFiles(results, "env-tracked"), "pass");
}

TEST(EnvFiles, A2_B5_AFileThatOnlyBeginsLikeAnEncryptedOneIsInClear) {
  const Results results = OfCommitted(
      {{"cut/.env", kEncrypted.substr(0, kEncrypted.size() - 20)},
       {"typed/.env", "#gatehouse-env v1 file-id=00112233445566778899aabbccddeeff\nAPI_KEY=" + kKey + "\n"}});
  EXPECT_EQ(FailedFiles(results, "env-tracked"), "cut/.env typed/.env");
}

TEST(EnvFiles, B5_SettingsOfTestsAreFoundOnlyWithASecret) {
  const Results results = OfCommitted({{".env.test", "A=b\nDEBUG=1\n"},
                                       {".env.ci", "API_KEY=" + kKey + "\n"},
                                       {"tests/.env", "PORT=8000\n"},
                                       {"tests/data/.env", "API_KEY=" + kKey + "\n"}});
  EXPECT_EQ(FailedFiles(results, "env-tracked"), ".env.ci tests/data/.env");
}

TEST(EnvFiles, B4_PrivateKeysAreFoundPublicOnesAreNot) {
  const Results results = OfCommitted({{"tls/server.key", kPrivateKey},
                                       {"id_ed25519", kPrivateKey},
                                       {"id_rsa.pub", "ssh-rsa AAAA\n"},
                                       {"ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n"},
                                       {"notes.md", kPrivateKey},  // the search for secrets finds it
                                       {"empty.pem", ""}});
  EXPECT_EQ(FailedFiles(results, "private-key-tracked"), "id_ed25519 tls/server.key");
  for (const Finding& finding : results.findings()) EXPECT_THAT(finding.what, Not(HasSubstr("MC4CAQ")));
}

TEST(EnvFiles, B4_B5_WhatGitDoesNotTrackIsNotFound) {
  const Folder folder{{".gitignore", ".env\n"}};
  folder.Commit();
  folder.Write(".env", "API_KEY=" + kKey + "\n");
  folder.Write("new.key", kPrivateKey);
  const Results results = testing::ResultsIn(EnvFilesCheck(), folder);
  for (const char* rule : {"env-tracked", "env-in-history", "private-key-tracked"})
    EXPECT_EQ(FailedFiles(results, rule), "pass") << rule;
}

TEST(EnvFiles, B4_ALinkToAKeyIsNotFollowed) {
  const Folder folder{{"a.txt", "x"}};
  const Folder outside{{"real.key", kPrivateKey}};
  std::filesystem::create_symlink(outside.At("real.key"), folder.At("linked.key"));
  std::filesystem::create_symlink("nowhere", folder.At(".env"));
  folder.Commit();
  const Results results = testing::ResultsIn(EnvFilesCheck(), folder);
  EXPECT_EQ(FailedFiles(results, "private-key-tracked"), "pass");
  EXPECT_EQ(FailedFiles(results, "env-tracked"), "pass");
}

TEST(EnvFiles, A2_B4_TheHistoryRemembersWhatWasTakenOut) {
  const Folder folder{{"service/.env", "API_KEY=" + kKey + "\n"}, {"plain/.env", "PORT=8000\n"}};
  folder.Commit();
  folder.Remove("service");
  folder.Remove("plain");
  folder.Commit();
  const Results results = testing::ResultsIn(EnvFilesCheck(), folder);
  EXPECT_EQ(FailedFiles(results, "env-tracked"), "pass");
  EXPECT_EQ(FailedFiles(results, "env-in-history"), "service/.env");
  EXPECT_THAT(results.findings().front().what, HasSubstr("git show "));
}

TEST(EnvFiles, A2_ASecretThatWasChangedSinceIsFoundInItsOldVersion) {
  const Folder folder{{".env", "API_KEY=" + kKey + "\n"}};
  folder.Commit();
  folder.Write(".env", kEncrypted);
  folder.Commit();
  const Results results = testing::ResultsIn(EnvFilesCheck(), folder);
  EXPECT_EQ(FailedFiles(results, "env-tracked"), "pass");
  EXPECT_EQ(FailedFiles(results, "env-in-history"), ".env");
}

TEST(EnvFiles, A17_WithoutGitAndInAShallowCloneItIsNotCalledClean) {
  const Results bare = testing::ResultsOf(EnvFilesCheck(), Files{{".env", "A=b\n"}});
  for (const char* rule : {"env-tracked", "env-in-history", "private-key-tracked"})
    EXPECT_EQ(FailedFiles(bare, rule), "not run") << rule;
  const Folder origin{{"a.txt", "x"}};
  origin.Commit();
  origin.Commit();
  const Folder clone;
  clone.Git({"clone", "-q", "--depth", "1", "file://" + origin.path(), "."});
  EXPECT_EQ(FailedFiles(testing::ResultsIn(EnvFilesCheck(), clone), "env-in-history"), "not run");
}

TEST(EnvFiles, A17_ARepositoryWithoutACommitHasNoHistory) {
  const Folder folder;
  folder.Git({"init", "-q"});
  const Results results = testing::ResultsIn(EnvFilesCheck(), folder);
  EXPECT_EQ(FailedFiles(results, "env-tracked"), "pass");
  EXPECT_EQ(FailedFiles(results, "env-in-history"), "not applicable");
}

}  // namespace
}  // namespace gatehouse::audit
