// Rows A5 B15 C12: CI workflows: actions that cannot be replaced, tokens that may do what they must, no text of
// strangers in a shell, scans at fixed times. GitHub's workflows, and GitLab's file for the last.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/dockerfiles.h"
#include "audit/checks/kinds.h"
#include "audit/checks/placeholder.h"
#include "audit/repository/yaml_tree.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kPinned{"ci-actions-pinned", Severity::kMedium, "Actions are named by commit",
                       "write OWNER/ACTION@COMMIT # vVERSION: a tag can be moved"};
constexpr Rule kPermissions{"ci-permissions", Severity::kMedium,
                            "The workflow's token has only the permissions that it needs",
                            "write 'permissions: { contents: read }' at the top, and more in the job that needs it"};
constexpr Rule kInjection{"ci-injection", Severity::kHigh, "Untrusted text is not put into a shell",
                          "pass it by 'env:', and use \"$NAME\" in the script"};
constexpr Rule kCheckout{"ci-untrusted-checkout", Severity::kCritical, "Untrusted code does not run with secrets",
                         "use 'on: pull_request', or do not check the head out"};
constexpr Rule kSecrets{"ci-secrets", Severity::kHigh, "No secret is in a workflow",
                        "use ${{ secrets.NAME }}, and print it nowhere"};
constexpr Rule kScan{"ci-security-scan", Severity::kLow, "Security scans run in CI",
                     "run 'gatehouse audit' in CI, and on a schedule"};
constexpr const Rule* kRules[] = {&kPinned, &kPermissions, &kInjection, &kCheckout, &kSecrets, &kScan};

// What somebody without rights to the repository can write (GitHub Security Lab).
constexpr std::array<std::string_view, 18> kStrangersTexts = {"github.event.issue.title",
                                                              "github.event.issue.body",
                                                              "github.event.pull_request.title",
                                                              "github.event.pull_request.body",
                                                              "github.event.comment.body",
                                                              "github.event.review.body",
                                                              "github.event.review_comment.body",
                                                              "github.event.pages",
                                                              "github.event.commits",
                                                              "github.event.head_commit.message",
                                                              "github.event.head_commit.author",
                                                              "github.event.pull_request.head.ref",
                                                              "github.event.pull_request.head.label",
                                                              "github.event.pull_request.head.repo.default_branch",
                                                              "github.head_ref",
                                                              "github.event.discussion.title",
                                                              "github.event.discussion.body",
                                                              "github.event.workflow_run.head_branch"};
constexpr std::array<std::string_view, 15> kScanners = {
    "gatehouse audit", "gatehouse scan", "bandit",   "pip-audit", "semgrep",
    "trivy",           "snyk",           "codeql",   "safety",    "npm audit",
    "osv-scanner",     "gitleaks",       "ggshield", "grype",     "dependency-review"};
constexpr size_t kCommitDigits = 40;

bool IsCommit(std::string_view text) {
  return text.size() == kCommitDigits && std::ranges::all_of(text, [](char c) { return base::HexDigit(c) >= 0; });
}

// In lower case, and github.event['issue']['title'] as github.event.issue.title: the two mean the same.
std::string Plain(std::string_view expression) {
  std::string plain;
  for (size_t at = 0; at < expression.size(); ++at) {
    const std::string_view rest = expression.substr(at);
    const size_t close = rest.starts_with("['") ? rest.find("']") : std::string_view::npos;
    if (close == std::string_view::npos) {
      plain.push_back(expression[at]);
      continue;
    }
    plain.push_back('.');
    plain.append(rest.substr(2, close - 2));
    at += close + 1;
  }
  return base::AsciiLower(plain);
}

// contains(…), a == 'b': the script gets "true" or "false". "a == 'b' && a" gives a.
bool IsTrueOrFalse(std::string_view expression) {
  if (expression.contains("&&") || expression.contains("||")) return false;
  const std::string_view inner = base::TrimSpace(expression.substr(std::min(expression.size(), size_t{3})));
  return inner.starts_with("contains(") || inner.starts_with("startswith(") || inner.starts_with("endswith(") ||
         inner.contains("==") || inner.contains("!=");
}

bool HasTrigger(const YamlNode& root, std::string_view trigger) {
  const YamlNode* const on = root.Get("on");
  if (on == nullptr) return false;
  const std::vector<std::string> texts = on->Texts();
  return std::ranges::find(texts, trigger) != texts.end() || on->Get(trigger) != nullptr;
}

class Workflow {
 public:
  Workflow(const std::string& file, const YamlNode& root, Results& results)
      : root_(root),
        pinned_(file, kPinned, results),
        permissions_(file, kPermissions, results),
        injection_(file, kInjection, results),
        checkout_(file, kCheckout, results),
        secrets_(file, kSecrets, results) {}

  void Look() {
    const YamlNode* const jobs = root_.Get("jobs");
    if (jobs == nullptr) return;
    Permissions(*jobs);
    Environment(root_);
    for (const YamlMember& job : jobs->members) {
      Environment(job.value);
      if (const YamlNode* uses = job.value.Get("uses")) Uses(*uses);
      const YamlNode* const steps = job.value.Get("steps");
      if (steps == nullptr) continue;
      for (const YamlNode& step : steps->items) Step(step);
    }
    for (FileVerdict* verdict : {&pinned_, &permissions_, &injection_, &checkout_, &secrets_})
      verdict->PassUnlessFailed();
  }

 private:
  void Permissions(const YamlNode& jobs) {
    const auto is_all = [](const YamlNode& node) { return node.text == "write-all"; };
    const YamlNode* const top = root_.Get("permissions");
    if (top != nullptr && is_all(*top)) permissions_.Fail(top->line, "the token may write everything");
    for (const YamlMember& job : jobs.members) {
      const YamlNode* const own = job.value.Get("permissions");
      if (own != nullptr && is_all(*own))
        permissions_.Fail(own->line, fmt::format("the token of {} may write everything", job.name));
      if (own == nullptr && top == nullptr)
        permissions_.Fail(job.line, fmt::format("{} has no permissions: the repository's default counts", job.name));
    }
  }

  void Step(const YamlNode& step) {
    Environment(step);
    if (const YamlNode* uses = step.Get("uses")) {
      Uses(*uses);
      const std::string ref = step.TextAt("with.ref");
      const bool with_secrets = HasTrigger(root_, "pull_request_target") || HasTrigger(root_, "workflow_run");
      if (with_secrets && uses->text.starts_with("actions/checkout@") &&
          (ref.contains("head") || ref.contains("pull_request") || ref.contains("refs/pull"))) {
        checkout_.Fail(uses->line, "checks out what a stranger wrote, in a run that has secrets");
      }
      Script(step.At("with.script"));
    }
    Script(step.Get("run"));
  }

  void Script(const YamlNode* script) {
    if (script == nullptr) return;
    for (size_t at = script->text.find("${{"); at != std::string::npos; at = script->text.find("${{", at + 3)) {
      const std::string expression = Plain(script->text.substr(at, script->text.find("}}", at) - at));
      for (const std::string_view text : kStrangersTexts) {
        if (expression.contains(text) && !IsTrueOrFalse(expression))
          injection_.Fail(script->line, fmt::format("{} becomes part of the script", text));
      }
      if (!expression.contains("secrets.")) continue;
      const size_t line_begin =
          script->text.rfind('\n', at) == std::string::npos ? 0 : script->text.rfind('\n', at) + 1;
      const std::string_view before =
          base::TrimSpace(std::string_view(script->text).substr(line_begin, at - line_begin));
      const std::string_view behind = std::string_view(script->text).substr(at, script->text.find('\n', at) - at);
      if (before.starts_with("echo") && !behind.contains('|') && !behind.contains('>'))
        secrets_.Fail(script->line, "a secret is printed");
    }
  }

  void Uses(const YamlNode& uses) {
    const std::string& text = uses.text;
    if (text.starts_with("./")) return;
    const size_t at = text.rfind('@');
    const bool is_image = text.starts_with("docker://");
    const std::string_view version =
        at == std::string::npos ? std::string_view() : std::string_view(text).substr(at + 1);
    if (is_image ? !version.starts_with("sha256:") : !IsCommit(version))
      pinned_.Fail(uses.line, text + " can be replaced");
  }

  void Environment(const YamlNode& node) {
    const YamlNode* const environment = node.Get("env");
    if (environment == nullptr) return;
    for (const YamlMember& member : environment->members) {
      if (!member.value.text.contains("${{") && IsSecretSetting(member.name, member.value.text))
        secrets_.Fail(member.line, member.name + " has its value in the file");
    }
  }

  const YamlNode& root_;
  FileVerdict pinned_;
  FileVerdict permissions_;
  FileVerdict injection_;
  FileVerdict checkout_;
  FileVerdict secrets_;
};

bool IsWorkflow(std::string_view path) { return path.starts_with(".github/workflows/") && IsYaml(path); }

void Run(const Repository& repository, Results& results) {
  std::string first;
  bool scans = false;
  for (const std::string& file : repository.files()) {
    const bool is_gitlab = file == ".gitlab-ci.yml";
    if (!IsWorkflow(file) && !is_gitlab) continue;
    const auto text = repository.Read(file);
    if (!text) {
      results.Leave(file, text.error().what);
      continue;
    }
    if (first.empty()) first = file;
    const std::string lower = base::AsciiLower(*text);
    for (const std::string_view scanner : kScanners) {
      if (!lower.contains(scanner)) continue;
      scans = true;
      results.Pass(kScan, {.file = file}, fmt::format("runs {}", scanner));
      break;
    }
    if (is_gitlab) continue;
    const auto documents = ReadYaml(*text, file);
    if (!documents) {
      results.Leave(file, documents.error().what);
      for (const Rule* rule : {&kPinned, &kInjection, &kSecrets}) results.NotRun(*rule, documents.error().Text());
      continue;
    }
    for (const YamlNode& root : *documents) Workflow(file, root, results).Look();
  }
  if (!first.empty() && !scans) results.Fail(kScan, {.file = first}, "no workflow runs a scanner that is known here");
}

}  // namespace

Check WorkflowsCheck() { return {.subject = "CI workflows", .rules = kRules, .run = Run}; }

}  // namespace gatehouse::audit
