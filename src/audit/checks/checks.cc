#include "audit/checks/checks.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::audit {
namespace {

// A file with findings: the reasons in it. Each line is found once and each question asked once, so that a file with as
// many findings as lines takes no longer than its size.
class Reasons {
 public:
  explicit Reasons(std::string text) : text_(std::move(text)) {
    for (size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
      begins_.push_back(at + 1);
  }

  const std::string& Of(size_t line, const std::string& rule) {
    auto [at, is_new] = known_.try_emplace({line, rule});
    if (is_new) at->second = Look(line, rule);
    return at->second;
  }

 private:
  [[nodiscard]] std::string Look(size_t line, std::string_view rule) const {
    const size_t number = std::max<size_t>(line, 1);
    if (number > begins_.size()) return {};
    const size_t first = number == 1 ? 0 : begins_[number - 2];
    const size_t end = number < begins_.size() ? begins_[number] - 1 : text_.size();
    const std::string_view both = std::string_view(text_).substr(first, end - first);
    return AcceptedBecause(both, number == 1 ? 1 : 2, rule);
  }

  std::string text_;
  std::vector<size_t> begins_ = {0};  // of lines
  std::map<std::pair<size_t, std::string>, std::string> known_;
};

void MarkAccepted(const Repository& repository, Results& results) {
  std::map<std::string, Reasons> files;
  for (Finding& finding : results.findings()) {
    const std::string& file = finding.place.file;
    if (file.empty()) continue;
    auto at = files.find(file);
    if (at == files.end()) at = files.emplace(file, Reasons(repository.Read(file).value_or(std::string()))).first;
    finding.accepted = at->second.Of(finding.place.line, finding.rule);
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
