// Which files of a repository are of which kind, by their names.
#pragma once

#include <string_view>

namespace gatehouse::audit {

[[nodiscard]] bool IsDockerfile(std::string_view path);  // Dockerfile, Dockerfile.dev, web.Dockerfile, Containerfile
[[nodiscard]] bool IsCompose(std::string_view path);     // compose.yaml, docker-compose.prod.yml
[[nodiscard]] bool IsYaml(std::string_view path);
[[nodiscard]] bool IsWorkflow(std::string_view path);  // .github/workflows/ci.yml
[[nodiscard]] bool IsAction(std::string_view path);    // action.yml, .github/actions/setup/action.yaml
[[nodiscard]] bool IsGitlabCi(std::string_view path);  // .gitlab-ci.yml, build.gitlab-ci.yml, .gitlab/ci/build.yml
// ".env", ".env.production": settings as a service reads them; not ".env.example", ".env.encrypted".
[[nodiscard]] bool IsEnvFile(std::string_view path);
[[nodiscard]] bool IsEnvExample(std::string_view path);  // .env.example, .env.sample, .env.template, env.example

}  // namespace gatehouse::audit
