// Every check of an audit: a table of rules, and a function that looks at the repository and writes what it finds. A
// check is one file of this folder and one line in checks.cc. Shown by the *_test.cc beside the checks and by
// tests/audit/.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "audit/repository/finding.h"
#include "audit/repository/repository.h"

namespace gatehouse::audit {

struct Check {
  std::string_view subject;  // "Dockerfiles"
  std::span<const Rule* const> rules;
  void (*run)(const Repository& repository, Results& results);
};
[[nodiscard]] std::span<const Check> AllChecks();
[[nodiscard]] const Rule* FindRule(std::string_view id);

// All of them, in the table's order. Findings that a line of the file accepts are marked.
void RunChecks(const Repository& repository, Results& results);

// For the checks' own lists.
[[nodiscard]] bool IsOneOf(std::string_view name, const auto& names) {
  return std::ranges::find(names, name) != names.end();
}

[[nodiscard]] Check GitignoreCheck();
[[nodiscard]] Check EnvFilesCheck();
[[nodiscard]] Check EnvExampleCheck();
[[nodiscard]] Check SecretScanCheck();
[[nodiscard]] Check PythonPinsCheck();
[[nodiscard]] Check LockFilesCheck();
[[nodiscard]] Check DockerImageCheck();
[[nodiscard]] Check DockerStyleCheck();
[[nodiscard]] Check DockerCommandsCheck();
[[nodiscard]] Check ComposeCheck();
[[nodiscard]] Check KubernetesPodsCheck();
[[nodiscard]] Check KubernetesClusterCheck();
[[nodiscard]] Check WorkflowsCheck();
[[nodiscard]] Check CodeInjectionCheck();
[[nodiscard]] Check CodeSettingsCheck();
[[nodiscard]] Check PolicyCheck();
[[nodiscard]] Check DocumentsCheck();

}  // namespace gatehouse::audit
