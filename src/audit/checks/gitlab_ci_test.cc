#include "audit/checks/gitlab_ci.h"

#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

const std::string kCommit(40, 'a');
const std::string kDigest = "@sha256:" + std::string(64, 'a');

std::string Found(const char* rule, const std::string& text) {
  return testing::Lines(WorkflowsCheck(), rule, {{".gitlab-ci.yml", text}});
}

TEST(GitlabCi, A5_B15_IncludesThatSomebodyElseCanChange) {
  EXPECT_EQ(Found("ci-includes-pinned", "include: https://example.org/ci.yml\n"), "1");
  EXPECT_EQ(Found("ci-includes-pinned", "include:\n  remote: https://example.org/ci.yml\n"), "2");
  EXPECT_EQ(Found("ci-includes-pinned",
                  "include:\n  - https://example.org/ci.yml\n  - remote: http://example.org/ci.yml\n  - project: "
                  "group/ci\n    file: /a.yml\n  - project: group/ci\n    ref: main\n    file: /a.yml\n  - component: "
                  "gitlab.example.org/group/scan/sast@1.2.0\n  - component: gitlab.example.org/group/scan/sast\n"),
            "2 3 4 6 9 10");
  EXPECT_EQ(Found("ci-includes-pinned", "build:\n  trigger:\n    include:\n      - { project: a/b, file: c.yml }\n"),
            "4");
}

TEST(GitlabCi, A5_B15_IncludesThatAreFixed) {
  for (const std::string& include :
       {std::string("/ci/build.yml"), std::string("{ local: /ci/*.yml }"), std::string("{ template: Jobs/SAST.yml }"),
        std::string("{ remote: \"https://example.org/ci.yml\", integrity: sha256-AAAA }"),
        "{ project: a/b, ref: " + kCommit + ", file: c.yml }", "{ component: \"h/a/b/c@" + kCommit + "\" }",
        std::string("[]"), std::string("{}"), std::string("~")})
    EXPECT_EQ(Found("ci-includes-pinned", "include: " + include + "\n"), "") << include;
}

TEST(GitlabCi, A7_B14_ImagesByDigest) {
  EXPECT_EQ(
      Found("ci-image-digest",
            "image: debian:12\ndefault:\n  image: { name: \"node:20\", entrypoint: [\"\"] }\n.hidden:\n  services:\n"
            "    - postgres:16\n    - name: redis:7\n      alias: cache\nbuild:\n  image: gcc:12" +
                kDigest + "\n  services: [ \"$REGISTRY/db:1\" ]\n"),
      "1 3 6 7");
  EXPECT_EQ(Found("ci-image-digest", "build:\n  image: $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA\n"), "");
}

TEST(GitlabCi, B4_C12_SecretsAreNoVariables) {
  const std::string secret = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
  EXPECT_EQ(Found("ci-secrets", "variables:\n  A: b\n  API_KEY: " + secret + "\n  TOKEN: { value: " + secret +
                                    ", description: x }\nbuild:\n  variables: { DB_PASSWORD: Tr0ub4dor99 }\n  rules:\n"
                                    "    - if: $X\n      variables: { API_KEY: " +
                                    secret + " }\n"),
            "3 4 6 9");
  EXPECT_EQ(Found("ci-secrets", "variables:\n  API_KEY: $REAL_KEY\n  TOKEN: \"\"\n  DB_PASSWORD: ${SECRET}\n"), "");
}

TEST(GitlabCi, A5_B14_DownloadsAreNotPipedIntoAShell) {
  EXPECT_EQ(
      Found("ci-curl-to-shell",
            "before_script:\n  - curl -fsSL https://example.org/install | sh\nbuild:\n  script:\n    - make\n    - "
            "|\n      true\n      wget -qO- https://example.org/x | bash -s\n  after_script: curl x | bash\n"),
      "2 6 9");
  EXPECT_EQ(Found("ci-curl-to-shell", "a:\n  script:\n    - [\"curl x | sh\"]\n    - !reference [.b, script]\n"), "3");
  EXPECT_EQ(Found("ci-curl-to-shell",
                  "a:\n  script:\n    - curl -o x.sh x\n    - curl x | jq .\n    - curl x | "
                  "python3 -m json.tool\n"),
            "");
}

TEST(GitlabCi, A5_B15_FilesBesideTheFirstOneAreReadToo) {
  EXPECT_EQ(testing::Lines(WorkflowsCheck(), "ci-image-digest",
                           {{".gitlab/ci/a.yml", "image: a:1\n"}, {"ci/b.gitlab-ci.yml", "x:\n  image: b:1\n"}}),
            ".gitlab/ci/a.yml:1 ci/b.gitlab-ci.yml:2");
}

TEST(GitlabCi, A5_B15_IncludedFilesOfTheRepositoryAreReadToo) {
  const auto found = [](const std::string& include, const char* file) {
    return testing::Lines(WorkflowsCheck(), "ci-image-digest",
                          {{".gitlab-ci.yml", include}, {file, "include: .gitlab-ci.yml\nimage: a:1\n"}});
  };
  EXPECT_EQ(found("include: ci/build.yml\n", "ci/build.yml"), "ci/build.yml:2");
  EXPECT_EQ(found("include:\n  - local: /ci/build.yml\n", "ci/build.yml"), "ci/build.yml:2");
  EXPECT_EQ(found("include:\n  - { local: 'ci/*.yml' }\n", "ci/build.yml"), "ci/build.yml:2");
  EXPECT_EQ(found("include: ['ci/**.yml', 'ci/**.yml']\n", "ci/a/build.yml"), "ci/a/build.yml:2");
  EXPECT_EQ(found("a:\n  trigger:\n    include: ci/build.yml\n", "ci/build.yml"), "ci/build.yml:2");
  EXPECT_EQ(found("include: 'ci/*.yml'\n", "ci/a/build.yml"), "");
  EXPECT_EQ(found("include: [other.yml, ~, { template: Auto-DevOps.gitlab-ci.yml }]\n", "ci/build.yml"), "");
}

TEST(GitlabCi, C12_OddFiles) {
  const char* const rules[] = {"ci-includes-pinned", "ci-image-digest", "ci-secrets", "ci-curl-to-shell"};
  for (const char* text :
       {"", "[]", "x", "a: 1\n", "image: [5]\nservices: 7\n", "build: [1, 2]\n",
        "build:\n  script: { a: b }\n  image: []\n", "include: [[a], 1, ~]\nvariables: x\n",
        "spec:\n  inputs: { a: {} }\n---\nbuild: { script: [true] }\n", "a: &a\n  script: [x]\nb:\n  <<: *a\n"}) {
    for (const char* rule : rules) EXPECT_EQ(Found(rule, text), "") << rule << " " << text;
  }
  for (const char* rule : rules) EXPECT_EQ(Found(rule, "build: [\n"), "not run") << rule;
}

TEST(GitlabCi, B15_TheDatabaseOfAServiceIsOpenToItsJobOnly) {
  const auto found = [](const std::string& host) {
    return Found("ci-secrets",
                 "a:\n  services: [\"postgres:16\", { name: \"x/mysql:8\", alias: other }]\n  variables:\n" +
                     std::string("    POSTGRES_PASSWORD: root\n    URL: postgres://root:root@") + host +
                     "/a\n  script: [make]\n");
  };
  for (const char* host : {"postgres", "x-mysql", "x__mysql", "other", "localhost"})
    EXPECT_EQ(found(host), "4") << host;
  EXPECT_EQ(found("db.example.org"), "4 5");
}

}  // namespace
}  // namespace gatehouse::audit
