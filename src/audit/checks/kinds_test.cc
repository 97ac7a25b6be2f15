#include "audit/checks/kinds.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

TEST(Kinds, A7_B14_NamesOfDockerfiles) {
  for (const char* path : {"Dockerfile", "a/dockerfile", "Dockerfile.prod", "web.Dockerfile", "Containerfile",
                           "build/Containerfile.dev", "Dockerfile.python3.11", "Dockerfile-dev", "Dockerfile_test"})
    EXPECT_TRUE(IsDockerfile(path)) << path;
  for (const char* path :
       {"Dockerfile.md", "dockerfile.go", "Dockerfile.dockerignore", "Dockerfile.json", "Dockerfile.yml",
        "Dockerfile/readme", "Dockerfiles", "", "my-dockerfile", "dockerfile-utils.c", "dockerfile_parser.rb"})
    EXPECT_FALSE(IsDockerfile(path)) << path;
}

TEST(Kinds, A7_C6_NamesOfComposeFiles) {
  for (const char* path : {"compose.yaml", "a/compose.prod.yml", "docker-compose.yml", "Docker-Compose.override.yaml",
                           "compose-dev.yaml", "prod.compose.yml", "docker-stack.yml"})
    EXPECT_TRUE(IsCompose(path)) << path;
  for (const char* path : {"compose", "compose.json", "decompose.yml", "docker-compose.md", "composer.yml"})
    EXPECT_FALSE(IsCompose(path)) << path;
}

TEST(Kinds, A5_B15_C12_NamesOfCiFiles) {
  EXPECT_TRUE(IsWorkflow(".github/workflows/ci.yml"));
  EXPECT_FALSE(IsWorkflow("a/.github/workflows/ci.yml"));  // GitHub reads those at the top
  EXPECT_FALSE(IsWorkflow(".github/workflows/readme.md"));
  for (const char* path : {"action.yml", ".github/actions/setup/action.yaml"}) EXPECT_TRUE(IsAction(path)) << path;
  for (const char* path : {"actions.yml", "action.yml.md", "reaction.yml"}) EXPECT_FALSE(IsAction(path)) << path;
  for (const char* path : {".gitlab-ci.yml", "a/.gitlab-ci.yml", "templates/build.gitlab-ci.yaml", ".gitlab/ci/x.yml"})
    EXPECT_TRUE(IsGitlabCi(path)) << path;
  for (const char* path : {"gitlab-ci.yml", ".gitlab/issue.yml", ".gitlab/ci/readme.md"})
    EXPECT_FALSE(IsGitlabCi(path)) << path;
}

TEST(Kinds, A2_B4_B5_NamesOfEnvFilesAndOfTheirExamples) {
  for (const char* path :
       {".env", "a/.ENV", ".env.local", ".env.production", ".env.", ".env.examples", ".env.dist.local"}) {
    EXPECT_TRUE(IsEnvFile(path)) << path;
    EXPECT_FALSE(IsEnvExample(path)) << path;
  }
  for (const char* path : {".env.example", "a/.env.sample", ".env.production.template", "env.example", ".env.dist",
                           ".env.example.docker", ".env.sample.ci"}) {
    EXPECT_FALSE(IsEnvFile(path)) << path;
    EXPECT_TRUE(IsEnvExample(path)) << path;
  }
  for (const char* path : {"env", ".envrc", ".env.encrypted", ".env.gpg", ".env.ts", "my.env", ".environment", ""}) {
    EXPECT_FALSE(IsEnvFile(path)) << path;
    EXPECT_FALSE(IsEnvExample(path)) << path;
  }
}

}  // namespace
}  // namespace gatehouse::audit
