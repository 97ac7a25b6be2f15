#include "audit/checks/ci_parts.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

constexpr Rule kRule{"r", Severity::kLow, "R", "fix"};

// What is found in the YAML under "x", each as "LINE: WORDS" on a line of its own.
std::string Found(const std::string& yaml, void (*look)(const YamlNode* node, FileVerdict& verdict)) {
  const auto documents = ReadYaml(yaml, "ci.yml");
  EXPECT_TRUE(documents) << yaml;
  Results results;
  const std::string file = "ci.yml";
  FileVerdict verdict(file, kRule, results);
  look(documents->front().Get("x"), verdict);
  std::string found;
  for (const Finding& finding : results.findings())
    found += std::to_string(finding.place.line) + ": " + finding.what + "\n";
  return found;
}
std::string InImage(const std::string& yaml) { return Found(yaml, CheckImage); }
std::string InVariables(const std::string& yaml) {
  return Found(yaml, [](const YamlNode* node, FileVerdict& verdict) { CheckVariables(node, {}, verdict); });
}
std::string InScript(const std::string& yaml) {
  return Found(yaml, [](const YamlNode* node, FileVerdict& verdict) { CheckRunDownloads(*node, verdict); });
}

TEST(CiParts, A5_OnlyHexadecimalDigitsOfFullLengthAreACommit) {
  EXPECT_TRUE(IsCommit(std::string(40, 'a')));
  EXPECT_TRUE(IsCommit(std::string(64, 'F')));
  for (const std::string& text :
       {std::string(), std::string(39, 'a'), std::string(41, 'a'), std::string(40, 'g'), std::string("v1")})
    EXPECT_FALSE(IsCommit(text)) << text;
}

TEST(CiParts, A5_AnImageWithoutADigestCanBeReplaced) {
  EXPECT_EQ(InImage("y: 1\nx: node:20\n"), "2: node:20 can be replaced\n");
  EXPECT_EQ(InImage("x: node:20@sha256:00\n"), "");
  EXPECT_EQ(InImage("x: $IMAGE\n"), "");
  EXPECT_EQ(InImage("x:\n"), "");
  EXPECT_EQ(InImage("y: 1\n"), "");
}

TEST(CiParts, B15_ASecretThatIsWrittenOutIsFound) {
  const std::string key = "9f8e7d6c5b4a" + std::string("39281706f5e4d3c2b1a0");
  EXPECT_EQ(InVariables("x:\n  LOG: info\n  API_KEY: " + key + "\n"), "3: API_KEY has its value in the file\n");
  EXPECT_EQ(InVariables("x: { API_KEY: { value: " + key + ", description: d } }\n"),
            "1: API_KEY has its value in the file\n");
  EXPECT_EQ(InVariables("x: { API_KEY: \"${{ secrets.API_KEY }}\", B_KEY: $KEY }\n"), "");
  EXPECT_EQ(InVariables("x: text\n"), "");
  EXPECT_EQ(InVariables("y: 1\n"), "");
}

TEST(CiParts, B15_AUrlToAServiceContainerWithItsPasswordIsNoSecret) {
  const ServiceLogins services{.hosts = {"db"}, .passwords = {"k7-throw"}, .own = {}};
  for (const char* url : {"postgres://app:k7-throw@localhost:5432/a", "mysql://k:k7-throw@127.0.0.1",
                          "redis://:k7-throw@[::1]:6379/0", "postgresql+asyncpg://app:k7-throw@db/a?x=1"})
    EXPECT_TRUE(services.Open(url)) << url;
  for (const char* url : {"postgres://app:k7-throw@db.example.org/a", "postgres://app:k7-other@localhost/a",
                          "postgres://app:k7-throw@localhost.example.org/a", "postgres://app@localhost/a",
                          "postgres://localhost/a", "k7-throw", "postgres://app:k7-throw@", ""})
    EXPECT_FALSE(services.Open(url)) << url;
  EXPECT_FALSE(ServiceLogins().Open("postgres://app:k7-throw@localhost/a"));
}

TEST(CiParts, B15_APasswordThatOnlyAServiceContainerHasIsNoSecretUnlessAMachineMadeIt) {
  const std::string made = "9f8e7d6c5b4a" + std::string("39281706f5e4d3c2b1a0");
  const ServiceLogins services{.hosts = {"db"}, .passwords = {"root", made, "other"}, .own = {"root", made}};
  EXPECT_TRUE(services.Open("root"));
  EXPECT_FALSE(services.Open("other"));
  EXPECT_FALSE(services.Open(made));
  EXPECT_TRUE(services.Open("postgres://app:" + made + "@db/a"));
}

TEST(CiParts, C12_DownloadsThatAreRunAreFoundInListsInLists) {
  EXPECT_EQ(InScript("x: curl a | sh\n"), "1: sh runs what was just loaded\n");
  EXPECT_EQ(InScript("x:\n- make\n- - curl a | sh\n  - [\"wget -O- b | bash\"]\n"),
            "3: sh runs what was just loaded\n4: bash runs what was just loaded\n");
  EXPECT_EQ(InScript("x: [curl a, sh]\n"), "");
}

}  // namespace
}  // namespace gatehouse::audit
