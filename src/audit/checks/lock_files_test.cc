#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

std::string Found(const char* rule, const testing::Files& files) {
  return testing::Lines(LockFilesCheck(), rule, files);
}

TEST(LockFiles, A6_B15_AManifestWithDependenciesHasItsLock) {
  const std::string manifest = "{\"dependencies\": {\"a\": \"^1\"}}";
  EXPECT_EQ(Found("lock-file", {{"package.json", manifest}}), "0");
  EXPECT_EQ(Found("lock-file", {{"package.json", "{\"name\": \"a\"}"}}), "");
  EXPECT_EQ(Found("lock-file", {{"web/package.json", manifest}, {"pnpm-lock.yaml", ""}}), "");
  EXPECT_EQ(Found("lock-file", {{"a/package.json", manifest}, {"b/package-lock.json", "{}"}}), "a/package.json:0");
  EXPECT_EQ(Found("lock-file", {{"go.mod", "module m\r\n\r\nrequire a.example/b v1.0.0\r\n"}}), "0");
}

TEST(LockFiles, A6_B15_GemsHaveChecksums) {
  const std::string gems =
      "GIT\n  remote: https://h/own.git\n  specs:\n    own (1.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n   "
      " a "
      "(1.0)\n      b (>= 1)\n    b (2.0-x86_64-linux)\n\nDEPENDENCIES\n  a\n";
  for (const char* file : {"Gemfile.lock", "gems.locked"}) {
    const auto found = [&](const std::string& text) { return Found("lock-hashes", {{file, text}}); };
    EXPECT_EQ(found(gems), "0") << "once for the file: Bundler made none before 2.6";
    EXPECT_EQ(found(gems + "\nCHECKSUMS\n  a (1.0) sha256=00\n  b (2.0-x86_64-linux) sha256=01\n  own (1.0)\n"), "");
    EXPECT_EQ(found(gems + "\r\nCHECKSUMS\r\n  a (1.0) sha256=00\r\n  b (2.0-x86_64-linux)\r\n"), "11");
    EXPECT_EQ(found("GEM\n  specs:\n\nPLATFORMS\n  ruby\n"), "");
    EXPECT_EQ(found(""), "");
  }
  EXPECT_EQ(Found("lock-file", {{"gems.rb", "gem 'a'\n"}}), "0");
}

TEST(LockFiles, A6_PackagesOfCargoAndPoetryHaveHashes) {
  const std::string source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
  const std::string bare = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n" + source;
  EXPECT_EQ(Found("lock-hashes", {{"Cargo.lock", bare}}), "1");
  EXPECT_EQ(Found("lock-hashes", {{"Cargo.lock", bare + "checksum = \"00\"\n"}}), "");
  // As cargo wrote it before 2019.
  EXPECT_EQ(Found("lock-hashes",
                  {{"Cargo.lock", bare + "\n[metadata]\n\"checksum a 1.0.0 (registry+https://x)\" = \"00\"\n"}}),
            "");
  EXPECT_EQ(Found("lock-hashes", {{"Cargo.lock", "[[package]]\r\nname = \"own\"\r\n"}}), "");
  EXPECT_EQ(Found("lock-hashes", {{"poetry.lock",
                                   "[[package]]\nname = \"a\"\nfiles = []\n\n[[package]]\nname = \"b\"\nfiles = "
                                   "[\n    {file = \"b\", hash = \"sha256:0\"},\n]\n"}}),
            "1");
  EXPECT_EQ(
      Found("lock-hashes",
            {{"poetry.lock",
              "[[package]]\nname = \"a\"\n\n[metadata.files]\na = [\n    {file = \"a\", hash = \"sha256:0\"},\n]\n"}}),
      "");
  EXPECT_EQ(Found("lock-hashes", {{"poetry.lock", ""}}), "");
}

TEST(LockFiles, A6_PackagesOfNpmHaveHashesAndComeOverTls) {
  const std::string lock =
      R"({"packages": {"": {}, "node_modules/a": {"resolved": "http://h/a.tgz", "integrity": "sha512-x"},)"
      R"("node_modules/b": {"resolved": "https://h/b.tgz"}, "web": {}, "node_modules/w": {"link": true}}})";
  EXPECT_EQ(Found("lock-hashes", {{"package-lock.json", lock}}), "0");
  EXPECT_EQ(Found("lock-transport", {{"package-lock.json", lock}}), "0");
  EXPECT_EQ(Found("lock-hashes", {{"package-lock.json", "{\"packages\": ["}}), "not run");
  EXPECT_EQ(Found("lock-hashes", {{"package-lock.json", ""}}), "not run");
}

TEST(LockFiles, A6_LocksThatAreReadByLinesNameNoAddressInClear) {
  EXPECT_EQ(Found("lock-transport",
                  {{"uv.lock", "[[package]]\nname = \"a\"\nsource = { registry = \"http://h/simple\" }\n"}}),
            "3");
  EXPECT_EQ(Found("lock-transport",
                  {{"uv.lock", "[[package]]\nname = \"a\"\nsource = { registry = \"https://h/simple\" }\n"}}),
            "");
  EXPECT_EQ(Found("lock-transport", {{"Cargo.lock", "[[package]]\nsource = \"registry+http://h/index\"\n"}}), "2");
  EXPECT_EQ(Found("lock-transport", {{"yarn.lock", "a@^1:\n  resolved \"http://h/a.tgz#00\"\n"}}), "2");
  EXPECT_EQ(Found("lock-transport",
                  {{"pnpm-lock.yaml", "packages:\n  a@1.0.0:\n    resolution: {tarball: http://h/a.tgz}\n"}}),
            "3");
}

TEST(LockFiles, A6_ModulesOfGoHaveSums) {
  const std::string sums = "a.example/b v1.0.0 h1:x=\na.example/b v1.0.0/go.mod h1:y=\n";
  const std::string head = "module m\n\nrequire (\n\ta.example/b v1.0.0\n";
  EXPECT_EQ(Found("lock-hashes", {{"go.mod", head + ")\n"}, {"go.sum", sums}}), "");
  EXPECT_EQ(Found("lock-hashes", {{"go.mod", head + "\tc.example/d v2.0.0 // indirect\n)\n"}, {"go.sum", sums}}),
            "go.mod:5");
  // A module that is replaced has the sum of what replaces it; a folder has none.
  EXPECT_EQ(Found("lock-hashes",
                  {{"go.mod", head + "\tc.example/d v2.0.0\n)\n\nreplace c.example/d => ../d\n"}, {"go.sum", sums}}),
            "");
  EXPECT_EQ(Found("lock-hashes",
                  {{"go.mod", head + "\tc.example/d v2.0.0\n\te.example/f v1.0.0\n)\n\nreplace (\n\tc.example/d v2.0.0 "
                                     "=> a.example/b v1.0.0\n\te.example/f => g.example/h v3.0.0\n)\n"},
                   {"go.sum", sums}}),
            "go.mod:6");
}

TEST(LockFiles, A6_PackagesOfYarnPnpmAndPipenvHaveHashes) {
  const std::string yarn = "# yarn lockfile v1\n\na@^1, a@^2:\n  version \"1.0.0\"\n";
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", yarn}}), "3");
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", yarn + "  integrity sha512-AA==\n"}}), "");
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", yarn + "  resolved \"https://h/a-1.0.0.tgz#0123\"\r\n"}}), "");
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", yarn + "  resolved \"https://h/a-1.0.0.tgz\"\n"}}), "3");
  const std::string berry = "__metadata:\n  version: 8\n\n\"a@npm:1\":\n  resolution: \"a@npm:1.0.0\"\n";
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", berry}}), "4");
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", berry + "  checksum: 10c0/ab\n"}}), "");
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", berry + "  conditions: os=aix & cpu=ppc64\n"}}), "");
  EXPECT_EQ(Found("lock-hashes", {{"yarn.lock", "\"r@workspace:.\":\n  resolution: \"r@workspace:.\"\n"}}), "");
  const std::string pnpm = "lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: ";
  EXPECT_EQ(Found("lock-hashes", {{"pnpm-lock.yaml", pnpm + "{tarball: https://h/a.tgz}\n"}}), "5");
  EXPECT_EQ(
      Found("lock-hashes", {{"pnpm-lock.yaml", pnpm + "{integrity: sha512-AA==}\n\nsnapshots:\n\n  a@1.0.0: {}\n"}}),
      "");
  EXPECT_EQ(Found("lock-hashes", {{"pnpm-lock.yaml", pnpm + "{type: git, commit: ab, repo: https://h/a}\n"}}), "");
  EXPECT_EQ(Found("lock-hashes", {{"Pipfile.lock", R"({"default": {"a": {"version": "==1"}}})"}}), "0");
  EXPECT_EQ(
      Found("lock-hashes", {{"Pipfile.lock", R"({"develop": {"a": {"hashes": ["sha256:0"]}, "b": {"git": "x"}}})"}}),
      "");
}

TEST(LockFiles, B15_SourcesOfPipenvBundlerAndComposerAreHttps) {
  const auto found = [](const char* file, const std::string& text) { return Found("lock-transport", {{file, text}}); };
  EXPECT_EQ(
      found("Pipfile.lock", "{\"_meta\": {\"sources\": [{\n\"url\": \"http://h/simple\",\n\"verify_ssl\": false}]}}"),
      "2 3");
  EXPECT_EQ(found("Pipfile.lock", R"({"_meta": {"sources": [{"url": "https://h/simple", "verify_ssl": true}]}})"), "");
  EXPECT_EQ(found("Gemfile.lock", "GEM\n  remote: http://rubygems.org/\n"), "2");
  EXPECT_EQ(found("Gemfile.lock", "GEM\n  remote: https://rubygems.org/\n"), "");
  EXPECT_EQ(found("composer.lock", R"({"packages": [{"dist": {"url": "http://h/a.zip"}}]})"), "0");
  EXPECT_EQ(found("composer.lock",
                  R"({"packages": [{"dist": {"url": "https://h/a.zip"}, "funding": [{"url": "http://h/"}]}]})"),
            "");
  EXPECT_EQ(found("composer.lock", "["), "not run");
}

}  // namespace
}  // namespace gatehouse::audit
