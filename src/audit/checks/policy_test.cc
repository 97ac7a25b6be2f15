#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using testing::FailedFiles;
using testing::Files;
using ::testing::HasSubstr;

const std::string kTokens = "tokens: { issuer: i, audience: a, keys: /etc/gatehouse/public.pem }\n";
const std::string kStart = "listen: 0.0.0.0:8443\nrun_dir: /run/gatehouse\nupstream: http://service:8000\n" + kTokens;
const std::string kTls = "environment: production\ntls: { certificate: /run/secrets/c, key: /run/secrets/k }\n";
const std::string kGood = kStart + kTls + "limits: [600/minute]\nroutes:\n  - { path: /health, auth: none }\n";

Results Of(const std::string& text, const std::string& file = "gatehouse.yaml") {
  return testing::ResultsOf(PolicyCheck(), Files{{file, text}});
}

constexpr const char* kAll[] = {"policy-valid", "policy-authentication", "policy-limits",     "policy-https",
                                "policy-cors",  "policy-headers",        "policy-production", "policy-body-limits"};

TEST(PolicyFiles, B1_B9_B10_B11_B13_AGoodPolicyPassesEveryRule) {
  for (const char* file : {"gatehouse.yaml", "deploy/gatehouse.yml"}) {
    const Results results = Of(kGood, file);
    for (const char* rule : kAll) EXPECT_EQ(FailedFiles(results, rule), "pass") << file << " " << rule;
  }
}

struct BadPolicy {
  const char* rule;
  std::string text;
  const char* what;
};

TEST(PolicyFiles, B1_B9_B10_B11_B13_C12_EachRuleByItself) {
  const std::string kDevelopment = kStart + "environment: development\ntls: off\n";
  const BadPolicy bad[] = {
      {"policy-valid", kGood + "limit: [1/second]\n", "limit"},
      {"policy-valid", kGood + kTokens, "tokens"},
      {"policy-authentication", kStart + kTls + "limits: [6/minute]\nobserve: [identity]\n", "only observed"},
      {"policy-limits", kStart + kTls, "has no limit"},
      {"policy-https", kDevelopment, "outside of production"},
      {"policy-production", kDevelopment, "production"},
      {"policy-production", kGood + "mode: observe\n", "production"},
      {"policy-body-limits", kGood + "body: { max_bytes: unlimited, buffer: off }\n", "any size"},
      {"policy-cors", kDevelopment + "cors: { origins: \"*\", credentials: false }\n", "every origin"},
  };
  for (const BadPolicy& each : bad) {
    const Results results = Of(each.text);
    std::string said;
    for (const Finding& finding : results.findings()) {
      if (finding.rule == each.rule) said += finding.what;
    }
    EXPECT_EQ(FailedFiles(results, each.rule), "gatehouse.yaml") << each.text;
    EXPECT_THAT(said, HasSubstr(each.what)) << each.text;
  }
}

TEST(PolicyFiles, B11_TheLimitOfARouteIsALimit) {
  const Results results = Of(kStart + kTls + "routes:\n  - { path: /a, limit: 10/minute }\n");
  EXPECT_EQ(FailedFiles(results, "policy-limits"), "pass");
}

TEST(PolicyFiles, C12_OtherFilesTemplatesAndExamplesAreNotJudged) {
  EXPECT_EQ(FailedFiles(Of("x: [", "policy.yaml"), "policy-valid"), "not applicable");
  for (const char* text : {"listen: 127.0.0.1:{{ port }}\n", "listen: @ADDRESS@\n"}) {
    const Results results = Of(text);
    EXPECT_EQ(FailedFiles(results, "policy-valid"), "not applicable") << text;
    ASSERT_EQ(results.left_out().size(), 1U) << text;
    EXPECT_EQ(results.left_out().front().what, "is a template of a policy");
  }
  for (const char* file : {"examples/a/gatehouse.yaml", "web/example/gatehouse.yaml", "tests/gatehouse.yaml"}) {
    const Results results = Of(kStart + "environment: development\ntls: off\n", file);
    EXPECT_EQ(FailedFiles(results, "policy-valid"), "pass") << file;
    EXPECT_EQ(FailedFiles(results, "policy-https"), "not applicable") << file;
  }
}

TEST(PolicyFiles, C12_SchemasAreReadInTheRepositoryAndMustBeThere) {
  const std::string policy = kStart + kTls + "routes:\n  - { path: /a, schema: schemas/a.json }\n";
  EXPECT_EQ(FailedFiles(testing::ResultsOf(PolicyCheck(), Files{{"deploy/gatehouse.yaml", policy}}), "policy-valid"),
            "deploy/gatehouse.yaml");
  const Files with_schema = {{"deploy/gatehouse.yaml", policy}, {"deploy/schemas/a.json", "{\"type\": \"object\"}"}};
  EXPECT_EQ(FailedFiles(testing::ResultsOf(PolicyCheck(), with_schema), "policy-valid"), "pass");
}

TEST(PolicyFiles, C12_OddFilesAreFindingsAndStopNothing) {
  for (const std::string& text : {std::string(), std::string("\0\0", 2), std::string("- 1\n- 2\n"),
                                  std::string("a: &a [*a]\n"), std::string("\xFF\xFE"), std::string(100'000, '[')})
    EXPECT_TRUE(FailedFiles(Of(text), "policy-valid").starts_with("gatehouse.yaml")) << text.substr(0, 20);
}

}  // namespace
}  // namespace gatehouse::audit
