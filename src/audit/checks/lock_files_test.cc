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

}  // namespace
}  // namespace gatehouse::audit
