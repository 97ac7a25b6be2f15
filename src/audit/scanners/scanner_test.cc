// Scanners that are scripts of the test: what is made of their ends. Real ones: tests/audit/test_scanners.py.
#include "audit/scanners/scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv is POSIX's
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "audit/repository/testing_folder.h"

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;
using testing::Files;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kOneFinding =
    R"({"errors": [], "results": [{"filename": "./a.py", "line_number": 3, "issue_severity": "HIGH", "issue_text": "t", "test_id": "B602"}]})";

class Scanners : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* const path = getenv("PATH");
    path_ = path == nullptr ? "" : path;
    setenv("PATH", (programs_.path() + ":/usr/bin:/bin").c_str(), 1);
  }
  void TearDown() override { setenv("PATH", path_.c_str(), 1); }

  // A program of this name that answers --version, and otherwise does `body`.
  void Program(const std::string& name, const std::string& body) const {
    programs_.Write(name,
                    "#!/bin/sh\nif [ \"$1\" = --version ]; then echo \"" + name + " 1.2.3\"; exit 0; fi\n" + body);
    ASSERT_EQ(chmod(programs_.At(name).c_str(), 0755), 0);
  }
  ScannerRun Run(const std::string& name, const Files& files,
                 std::chrono::milliseconds time = std::chrono::seconds(20)) {
    const Folder folder(files);
    const auto repository = Repository::Open(folder.path());
    EXPECT_TRUE(repository);
    findings_.clear();
    std::vector<std::string> ended;
    const auto runs = RunScanners(
        *repository,
        {.names = {name}, .time = time, .on_end = [&](const ScannerRun& run) { ended.push_back(run.name); }},
        findings_);
    EXPECT_THAT(ended, ElementsAre(name));
    return *std::ranges::find(runs, name, &ScannerRun::name);
  }

  Folder programs_;
  std::vector<Finding> findings_;

 private:
  std::string path_;
};

TEST_F(Scanners, A5_B15_AReportIsReadAndCounted) {
  Program("bandit", "echo '" + std::string(kOneFinding) + "'; exit 1\n");
  const ScannerRun run = Run("bandit", {{"a.py", "x\n"}});
  EXPECT_EQ(Name(run.state), "ran");
  EXPECT_EQ(run.version, "1.2.3");
  EXPECT_EQ(run.findings, 1U);
  ASSERT_THAT(findings_, SizeIs(1));
  EXPECT_EQ(findings_.front().place.Text(), "a.py:3:1");
}

TEST_F(Scanners, A5_FindingsInFilesThatAreNotTheRepositorysAreLeftOut) {
  Program("bandit", "echo '" + std::string(kOneFinding) + "'; exit 1\n");
  EXPECT_EQ(Run("bandit", {{"b.py", "x\n"}}).findings, 0U);
  EXPECT_THAT(findings_, IsEmpty());
}

TEST_F(Scanners, A5_A17_WhatDidNotRunToItsEndIsNotClean) {
  const std::string good = "echo '{\"errors\": [], \"results\": []}'; ";
  struct Case {
    std::string body;
    const char* why;
    std::chrono::seconds time{20};
  };
  const Case cases[] = {
      {good + "exit 2\n", "it ended with 2"},   {"echo 'Error: no network' >&2; exit 1\n", "no network"},
      {"exit 0\n", "it said nothing"},          {"echo '{\"results\": [' ; exit 0\n", "it ended with 0"},
      {"kill -SEGV $$\n", "it ended with 139"}, {"sleep 60\n", "did not end", std::chrono::seconds(1)},
  };
  for (const Case& each : cases) {
    Program("bandit", each.body);
    const ScannerRun run = Run("bandit", {{"a.py", "x\n"}}, each.time);
    EXPECT_EQ(Name(run.state), "not run") << each.body;
    EXPECT_THAT(run.why, HasSubstr(each.why)) << each.body;
    EXPECT_THAT(findings_, IsEmpty()) << each.body;
  }
}

TEST_F(Scanners, A5_AScannerThatIsMissingOrNotAskedForHasNotRun) {
  setenv("PATH", "/nonexistent:relative", 1);
  const ScannerRun run = Run("bandit", {{"a.py", "x\n"}});
  EXPECT_EQ(Name(run.state), "not run");
  EXPECT_EQ(run.why, "bandit is not on the path");
  const Folder folder;
  const auto repository = Repository::Open(folder.path());
  for (const ScannerRun& each : RunScanners(*repository, {.names = {}, .on_end = {}}, findings_)) {
    EXPECT_EQ(Name(each.state), "not run") << each.name;
    EXPECT_EQ(each.why, "it was not asked for") << each.name;
  }
}

TEST_F(Scanners, A5_WithoutFilesOfItsKindThereIsNothingToScan) {
  for (const char* name : {"bandit", "pip-audit", "safety", "semgrep", "npm audit", "osv-scanner", "snyk"})
    EXPECT_EQ(Name(Run(name, {{"notes.txt", "x\n"}}).state), "nothing to scan") << name;
}

TEST_F(Scanners, A6_EachRequirementsFileIsAuditedByItself) {
  Program("pip-audit",
          "echo \"$2\" >> '" + programs_.At("seen") +
              "'; echo '{\"dependencies\": [{\"name\": \"a\", \"version\": \"1\", \"vulns\": []}], \"fixes\": []}'\n");
  const ScannerRun run = Run("pip-audit", {{"requirements.txt", "a==1\n"}, {"b/requirements-dev.txt", "b==1\n"}});
  EXPECT_EQ(Name(run.state), "ran") << run.why;
  EXPECT_EQ(*base::ReadFile(programs_.At("seen")), "b/requirements-dev.txt\nrequirements.txt\n");
}

TEST_F(Scanners, B15_TheRepositorysOwnSettingsOfBanditAreUsed) {
  Program("bandit", "echo \"$*\" > '" + programs_.At("seen") + "'; echo '{\"errors\": [], \"results\": []}'\n");
  const std::pair<Files, const char*> cases[] = {
      {{{"a.py", "x\n"}, {"pyproject.toml", "[tool.bandit]\n"}}, "-c pyproject.toml"},
      {{{"a.py", "x\n"}, {"bandit.yaml", "x: 1\n"}}, "-c bandit.yaml"},
      {{{"a.py", "x\n"}, {".bandit.yml", "x: 1\n"}}, "-c .bandit.yml"},
  };
  for (const auto& [files, words] : cases) {
    (void)Run("bandit", files);
    EXPECT_THAT(*base::ReadFile(programs_.At("seen")), HasSubstr(words));
  }
}

TEST(ScannerTable, A5_B15_TheScannersOfTheRequirementsHaveNames) {
  const std::vector<std::string> names = ScannerNames();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  for (const char* wanted :
       {"bandit", "pip-audit", "safety", "semgrep", "npm audit", "osv-scanner", "snyk", "trivy", "ggshield"})
    EXPECT_NE(std::ranges::find(names, wanted), names.end()) << wanted;
}

}  // namespace
}  // namespace gatehouse::audit
