#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "audit/checks/testing_repository.h"
#include "scan/finding.h"
#include "scan/testing_examples.h"

namespace gatehouse::audit {
namespace {

using testing::FailedFiles;
using testing::Files;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Token(uint32_t seed) { return scan::Example("ghp_<36:alnum>", seed); }

Results Of(const Files& files) { return testing::ResultsOf(SecretScanCheck(), files); }

TEST(SecretScan, A5_B4_C12_ASecretIsFoundAtItsPlaceAndNotShown) {
  const std::string token = Token(11);
  const Results results = Of({{"a/deploy.txt", "first line\nkey: " + token + "\n"}, {"b.txt", "nothing\n"}});
  ASSERT_EQ(FailedFiles(results, "secret-found"), "a/deploy.txt");
  const Finding& finding = results.findings().front();
  EXPECT_EQ(finding.place.Text(), "a/deploy.txt:2:6");
  EXPECT_EQ(finding.severity, Severity::kCritical);
  EXPECT_THAT(finding.what, Not(HasSubstr(token)));
  EXPECT_THAT(finding.what, HasSubstr("ghp_"));
}

TEST(SecretScan, A5_EachOfSeveralSecretsIsAFinding) {
  const Results results = Of({{"a.txt", Token(1) + "\n" + Token(2) + "\n"}, {"b.txt", Token(1) + "\n"}});
  EXPECT_EQ(FailedFiles(results, "secret-found"), "a.txt a.txt b.txt");
}

TEST(SecretScan, A5_WhatThePeopleOfTheRepositoryAcceptIsNoFinding) {
  EXPECT_EQ(FailedFiles(Of({{"a.txt", Token(1) + "  # gatehouse:allow\n"}}), "secret-found"), "pass");
  EXPECT_EQ(FailedFiles(Of({{"a.txt", Token(1)}, {".gatehouseignore", "a.txt\n"}}), "secret-found"), "pass");
  EXPECT_EQ(
      FailedFiles(Of({{"a.txt", Token(1)}, {"b.txt", Token(1)}, {".gatehouseignore", "a.txt\n"}}), "secret-found"),
      "b.txt");
}

TEST(SecretScan, A5_AnAcceptedFingerprintIsThatSecretOnly) {
  const scan::Rule* const rule = scan::FindRule("github-personal-token");
  ASSERT_NE(rule, nullptr);
  const scan::Finding accepted{.rule = rule, .file = "a.txt", .secret = Token(1)};
  const Results results =
      Of({{"a.txt", Token(1) + "\n" + Token(2) + "\n"}, {".gatehouseignore", accepted.Fingerprint() + "\n"}});
  EXPECT_EQ(FailedFiles(results, "secret-found"), "a.txt");
  EXPECT_EQ(results.findings().size(), 1U);
  EXPECT_EQ(results.findings().front().place.line, 2U);
}

TEST(SecretScan, A17_OddFilesStopNothing) {
  const std::string binary("\0\x01\xFF\xFE\0", 5);
  const Results results = Of({{"empty", ""},
                              {"binary", binary + binary},
                              {"broken.zip", "PK\x03\x04" + binary},
                              {"caf\xE9.txt", Token(3)},
                              {"long.txt", std::string(300'000, 'a') + " " + Token(4)}});
  EXPECT_EQ(FailedFiles(results, "secret-found"), "caf\xE9.txt long.txt");
  EXPECT_EQ(FailedFiles(Of({}), "secret-found"), "pass");
}

TEST(SecretScan, A17_AFileThatCannotBeReadIsTold) {
  const Folder folder{{"a.txt", "x"}, {"b.txt", Token(1)}};
  std::filesystem::permissions(folder.At("a.txt"), std::filesystem::perms::none);
  const Results results = testing::ResultsIn(SecretScanCheck(), folder);
  EXPECT_EQ(FailedFiles(results, "secret-found"), "b.txt");
  const bool is_told = !results.left_out().empty();
  EXPECT_TRUE(is_told || geteuid() == 0);  // root reads everything
}

}  // namespace
}  // namespace gatehouse::audit
