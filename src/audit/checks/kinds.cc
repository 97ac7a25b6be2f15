#include "audit/checks/kinds.h"

#include <algorithm>
#include <array>
#include <string>

#include "audit/repository/repository.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr std::array<std::string_view, 5> kExampleEndings = {".example", ".sample", ".template", ".dist", ".tmpl"};
constexpr std::array<std::string_view, 12> kOtherEndings = {".md", ".txt", ".ts",  ".js",        ".py",    ".go",
                                                            ".sh", ".d",   ".enc", ".encrypted", ".vault", ".gpg"};

bool EndsWithOneOf(std::string_view name, auto& endings) {
  return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

// ".env.example", ".env.example.docker"
bool IsExampleName(std::string_view name) {
  return EndsWithOneOf(name, kExampleEndings) || name.contains(".example.") || name.contains(".sample.") ||
         name.contains(".template.");
}

}  // namespace

bool IsYaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

bool IsDockerfile(std::string_view path) {
  const std::string name = base::AsciiLower(BaseName(path));
  if (name == "dockerfile" || name == "containerfile" || name.ends_with(".dockerfile")) return true;
  // "Dockerfile-dev", "Dockerfile_test"
  if ((name.starts_with("dockerfile-") || name.starts_with("dockerfile_")) && !name.contains('.')) return true;
  // "Dockerfile.md" and "dockerfile.go" are about Dockerfiles.
  return (name.starts_with("dockerfile.") || name.starts_with("containerfile.")) &&
         !EndsWithOneOf(name, kOtherEndings) && !IsYaml(name) && !name.ends_with(".dockerignore") &&
         !name.ends_with(".json");
}

bool IsCompose(std::string_view path) {
  const std::string name = base::AsciiLower(BaseName(path));
  static constexpr std::array<std::string_view, 4> kBeginnings = {"compose.", "compose-", "docker-compose",
                                                                  "docker-stack"};
  return IsYaml(name) &&
         (std::ranges::any_of(kBeginnings, [&](std::string_view beginning) { return name.starts_with(beginning); }) ||
          name.substr(0, name.rfind('.')).ends_with(".compose"));
}

bool IsWorkflow(std::string_view path) { return path.starts_with(".github/workflows/") && IsYaml(path); }

bool IsAction(std::string_view path) { return BaseName(path) == "action.yml" || BaseName(path) == "action.yaml"; }

bool IsGitlabCi(std::string_view path) {
  return path.ends_with(".gitlab-ci.yml") || path.ends_with(".gitlab-ci.yaml") ||
         (path.starts_with(".gitlab/ci/") && IsYaml(path));
}

bool IsEnvExample(std::string_view path) {
  const std::string name = base::AsciiLower(BaseName(path));
  return (name.starts_with(".env") || name.starts_with("env.")) && IsExampleName(name);
}

bool IsEnvFile(std::string_view path) {
  const std::string name = base::AsciiLower(BaseName(path));
  return (name == ".env" || name.starts_with(".env.")) && !IsExampleName(name) && !EndsWithOneOf(name, kOtherEndings);
}

}  // namespace gatehouse::audit
