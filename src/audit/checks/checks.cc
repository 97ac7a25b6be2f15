#include "audit/checks/checks.h"

#include <map>
#include <vector>

namespace gatehouse::audit {
namespace {

void MarkAccepted(const Repository& repository, Results& results) {
  std::map<std::string, std::string> texts;
  for (Finding& finding : results.findings()) {
    if (finding.place.file.empty()) continue;
    auto [at, is_new] = texts.try_emplace(finding.place.file);
    if (is_new) at->second = repository.Read(finding.place.file).value_or(std::string());
    finding.accepted = AcceptedBecause(at->second, finding.place.line, finding.rule);
  }
}

}  // namespace

std::span<const Check> AllChecks() {
  static const std::vector<Check> checks = {
      GitignoreCheck(),
      EnvFilesCheck(),
      EnvExampleCheck(),
      PythonPinsCheck(),
      LockFilesCheck(),
      DockerImageCheck(),
      DockerStyleCheck(),
      DockerCommandsCheck(),
      ComposeCheck(),
      KubernetesPodsCheck(),
      KubernetesClusterCheck(),
      WorkflowsCheck(),
      CodeInjectionCheck(),
      CodeSettingsCheck(),
      PolicyCheck(),
      DocumentsCheck(),
      // Last: what a check of its own finds on the same line keeps that check's words.
      SecretScanCheck(),
  };
  return checks;
}

const Rule* FindRule(std::string_view id) {
  for (const Check& check : AllChecks()) {
    for (const Rule* rule : check.rules) {
      if (rule->id == id) return rule;
    }
  }
  return nullptr;
}

void RunChecks(const Repository& repository, Results& results) {
  if (!repository.cut_short().empty()) results.Leave({}, repository.cut_short());
  for (const Check& check : AllChecks()) {
    for (const Rule* rule : check.rules) results.Knows(*rule);
    check.run(repository, results);
  }
  MarkAccepted(repository, results);
}

}  // namespace gatehouse::audit
