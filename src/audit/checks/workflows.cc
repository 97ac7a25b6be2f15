// Rows A5 B15 C12: CI files: actions, included files and images that cannot be replaced, tokens that may do what they
// must, no text of strangers in a shell, scans at fixed times. GitHub's workflows, the actions of a repository
// (action.yml), and by gitlab_ci.cc GitLab's files. Shown by workflows_test.cc, gitlab_ci_test.cc.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "audit/checks/checks.h"
#include "audit/checks/ci_parts.h"
#include "audit/checks/dockerfiles.h"
#include "audit/checks/gitlab_ci.h"
#include "audit/checks/kinds.h"
#include "audit/checks/workflow_expression.h"
#include "audit/repository/yaml_tree.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kWorkflowPinned{"ci-actions-pinned", Severity::kMedium, "Actions are named by commit",
                               "write OWNER/ACTION@COMMIT # vVERSION: a tag can be moved"};
constexpr Rule kIncludes{"ci-includes-pinned", Severity::kMedium, "Included CI files are named by commit or hash",
                         "write 'ref: COMMIT' for a project, COMPONENT@COMMIT, 'integrity: sha256-…' for a URL"};
constexpr Rule kImages{"ci-image-digest", Severity::kLow, "Images of CI jobs are named by digest",
                       "write IMAGE:TAG@sha256:DIGEST"};
constexpr Rule kWorkflowPipeToShell{"ci-curl-to-shell", Severity::kHigh, "CI jobs do not pipe downloads into a shell",
                                    "download it, compare its SHA-256, then run it"};
constexpr Rule kPermissions{"ci-permissions", Severity::kMedium,
                            "The workflow's token has only the permissions that it needs",
                            "write 'permissions: { contents: read }' at the top, and more in the job that needs it"};
constexpr Rule kInjection{"ci-injection", Severity::kHigh, "Untrusted text is not put into a shell",
                          "pass it by 'env:', and use \"$NAME\" in the script"};
constexpr Rule kInputs{"ci-input-injection", Severity::kMedium, "Inputs are not put into a shell",
                       "pass them by 'env:', and use \"$NAME\" in the script; or declare 'type: choice'"};
constexpr Rule kCheckout{"ci-untrusted-checkout", Severity::kCritical, "Untrusted code does not run with secrets",
                         "use 'on: pull_request', or do not check the head out"};
constexpr Rule kWorkflowSecrets{"ci-secrets", Severity::kHigh, "No secret is in a workflow",
                                "use ${{ secrets.NAME }}, and print it nowhere"};
constexpr Rule kScan{"ci-security-scan", Severity::kLow, "Security scans run in CI",
                     "run 'gatehouse audit' in CI, and on a schedule"};
constexpr const Rule* kWorkflowRules[] = {&kWorkflowPinned,  &kIncludes,  &kImages, &kWorkflowPipeToShell,
                                          &kPermissions,     &kInjection, &kInputs, &kCheckout,
                                          &kWorkflowSecrets, &kScan};

// Commands that fetch a pull request's own state, as actions/checkout does by `ref`.
constexpr std::array<std::string_view, 3> kFetchesHead = {"gh pr checkout", "refs/pull/", "origin pull/"};
constexpr std::array<std::string_view, 15> kScanners = {
    "gatehouse audit", "gatehouse scan", "bandit",   "pip-audit", "semgrep",
    "trivy",           "snyk",           "codeql",   "safety",    "npm audit",
    "osv-scanner",     "gitleaks",       "ggshield", "grype",     "dependency-review"};

bool HasTrigger(const YamlNode& root, std::string_view trigger) {
  const YamlNode* const on = root.Get("on");
  if (on == nullptr) return false;
  const std::vector<std::string> texts = on->Texts();
  return std::ranges::find(texts, trigger) != texts.end() || on->Get(trigger) != nullptr;
}

// Only other workflows start it: their token is its token.
bool IsOnlyCalled(const YamlNode& root) {
  const YamlNode* const on = root.Get("on");
  return HasTrigger(root, "workflow_call") && (on->IsMap() ? on->members.size() : on->Texts().size()) == 1;
}

// Whether the input can hold any text: not if every declaration of it says boolean, number, choice or environment.
bool IsFreeInput(const YamlNode& root, std::string_view name) {
  bool is_declared = false;
  bool is_free = false;
  for (const char* place : {"on.workflow_dispatch.inputs", "on.workflow_call.inputs"}) {
    const YamlNode* const inputs = root.At(place);
    if (inputs == nullptr) continue;
    for (const YamlMember& input : inputs->members) {
      if (!base::EqualIgnoringCase(input.name, name)) continue;
      const std::string type = input.value.TextAt("type");
      is_declared = true;
      is_free = is_free || (type != "boolean" && type != "number" && type != "choice" && type != "environment");
    }
  }
  return is_free || !is_declared;
}

// Calls visit(at, expression) for each ${{ expression }}; `at`: where it begins.
template <typename Visit>
void ForEachExpression(std::string_view text, Visit visit) {
  constexpr std::string_view kOpen = "${{";
  for (size_t at = text.find(kOpen); at != std::string_view::npos;) {
    const size_t end = text.find("}}", at);
    if (end == std::string_view::npos) return;
    visit(at, text.substr(at + kOpen.size(), end - at - kOpen.size()));
    at = text.find(kOpen, end);
  }
}

class GithubFile {
 public:
  GithubFile(const std::string& file, const YamlNode& root, Results& results)
      : root_(root),
        has_secrets_(HasTrigger(root, "pull_request_target") || HasTrigger(root, "workflow_run")),
        pinned_(file, kWorkflowPinned, results),
        images_(file, kImages, results),
        downloads_(file, kWorkflowPipeToShell, results),
        permissions_(file, kPermissions, results),
        injection_(file, kInjection, results),
        input_injection_(file, kInputs, results),
        checkout_(file, kCheckout, results),
        secrets_(file, kWorkflowSecrets, results) {}

  void LookAtWorkflow() {
    const YamlNode* const jobs = root_.Get("jobs");
    if (jobs == nullptr) return;
    Permissions(*jobs);
    for (const YamlMember& job : jobs->members) AddServices(job.value);
    Variables(root_.Get("env"));
    for (const YamlMember& job : jobs->members) {
      services_ = {};
      AddServices(job.value);
      Variables(job.value.Get("env"));
      // A whole workflow of another repository: OWNER/REPOSITORY/.github/workflows/FILE@COMMIT
      if (const YamlNode* uses = job.value.Get("uses")) Uses(*uses);
      Container(job.value.Get("container"));
      if (const YamlNode* services = job.value.Get("services")) {
        for (const YamlMember& service : services->members) Container(&service.value);
      }
      Steps(job.value.Get("steps"));
    }
    for (FileVerdict* verdict :
         {&pinned_, &images_, &downloads_, &permissions_, &injection_, &input_injection_, &checkout_, &secrets_})
      verdict->PassUnlessFailed();
  }

  // An action that other workflows call: made of steps, or an image.
  void LookAtAction() {
    const YamlNode* const runs = root_.Get("runs");
    if (runs == nullptr || !runs->IsMap()) return;
    const YamlNode* const image = runs->Get("image");
    if (image != nullptr && image->text.starts_with("docker://")) Uses(*image);
    Steps(runs->Get("steps"));
    for (FileVerdict* verdict : {&pinned_, &downloads_, &injection_, &input_injection_, &secrets_})
      verdict->PassUnlessFailed();
  }

 private:
  void Steps(const YamlNode* steps) {
    if (steps == nullptr) return;
    for (const YamlNode& step : steps->items) Step(step);
  }

  void AddServices(const YamlNode& job) {
    const YamlNode* const services = job.Get("services");
    if (services == nullptr) return;
    for (const YamlMember& service : services->members) {
      services_.hosts.push_back(service.name);
      services_.AddContainer(service.value.Get("env"));
    }
  }

  void Container(const YamlNode* container) {
    if (container == nullptr) return;
    CheckImage(container->IsMap() ? container->Get("image") : container, images_);
    CheckVariables(container->Get("env"), services_, secrets_);
  }

  void Permissions(const YamlNode& jobs) {
    const auto is_all = [](const YamlNode& node) { return node.text == "write-all"; };
    const YamlNode* const top = root_.Get("permissions");
    if (top != nullptr && is_all(*top)) permissions_.Fail(top->line, "the token may write everything");
    for (const YamlMember& job : jobs.members) {
      const YamlNode* const own = job.value.Get("permissions");
      if (own != nullptr && is_all(*own))
        permissions_.Fail(own->line, fmt::format("the token of {} may write everything", job.name));
      if (own == nullptr && top == nullptr && !IsOnlyCalled(root_))
        permissions_.Fail(job.line, fmt::format("{} has no permissions: the repository's default counts", job.name));
    }
  }

  void Step(const YamlNode& step) {
    Variables(step.Get("env"));
    if (const YamlNode* uses = step.Get("uses")) {
      Uses(*uses);
      const std::string ref = step.TextAt("with.ref");
      if (has_secrets_ && uses->text.starts_with("actions/checkout@") &&
          (ref.contains("head") || ref.contains("pull_request") || ref.contains("refs/pull"))) {
        checkout_.Fail(uses->line, "checks out what a stranger wrote, in a run that has secrets");
      }
      Script(step.At("with.script"));
    }
    const YamlNode* const run = step.Get("run");
    Script(run);
    const bool fetches = run != nullptr && std::ranges::any_of(kFetchesHead, [&](std::string_view words) {
                           return run->text.contains(words);
                         });
    if (fetches && has_secrets_) checkout_.Fail(run->line, "fetches what a stranger wrote, in a run that has secrets");
    const std::string shell = step.TextAt("shell");
    const bool is_other_language =
        shell.starts_with("python") || shell.starts_with("perl") || shell.starts_with("node");
    if (run != nullptr && !is_other_language) CheckRunDownloads(*run, downloads_);
  }

  // In one pass, however many expressions there are.
  void Script(const YamlNode* script) {
    if (script == nullptr) return;
    const std::string_view text = script->text;
    Line line;
    ForEachExpression(text, [&](size_t at, std::string_view expression) {
      if (at >= line.end) line = LineAt(text, at, line.end);
      for (const std::string& each : TextsIn(expression)) {
        const Writer writer = WriterOfText(each);
        if (writer == Writer::kNobody) continue;
        (writer == Writer::kStranger ? injection_ : input_injection_)
            .Fail(script->line, fmt::format("{} becomes part of the script", each));
      }
      if (NamesASecret(expression) && line.is_echo && line.last_redirect < at)
        secrets_.Fail(script->line, "a secret is printed");
    });
  }

  // Of env.NAME who writes the variable's text, of inputs.NAME whether the input can hold a command.
  [[nodiscard]] Writer WriterOfText(std::string_view reference) const {
    constexpr std::string_view kVariable = "env.";
    if (reference.starts_with(kVariable)) {
      const auto variable = variables_.find(reference.substr(kVariable.size()));
      return variable == variables_.end() ? Writer::kNobody : variable->second;
    }
    const Writer writer = WriterOf(reference);
    const size_t input = reference.find("inputs.");
    if (writer != Writer::kCaller || input == std::string_view::npos) return writer;
    return IsFreeInput(root_, reference.substr(input + std::string_view("inputs.").size())) ? writer : Writer::kNobody;
  }

  // Variables whose text somebody else writes, of the workflow, its jobs and steps: ${{ env.NAME }} puts it into a
  // script as it is.
  void Variables(const YamlNode* variables) {
    CheckVariables(variables, services_, secrets_);
    if (variables == nullptr) return;
    for (const YamlMember& variable : variables->members) {
      ForEachExpression(variable.value.text, [&](size_t, std::string_view expression) {
        for (const std::string& each : TextsIn(expression)) {
          const Writer writer = WriterOfText(each);
          if (writer != Writer::kNobody) variables_.emplace(base::AsciiLower(variable.name), writer);
        }
      });
    }
  }

  // A line of a script.
  struct Line {
    size_t end = 0;  // behind its line feed
    bool is_echo = false;
    size_t last_redirect = 0;  // of its last '|' or '>'
  };
  // The line that holds `at`, looked for from `from` on, where a line begins.
  static Line LineAt(std::string_view text, size_t at, size_t from) {
    const std::string_view before = text.substr(from, at - from);
    const size_t feed = before.rfind('\n');
    const size_t begin = feed == std::string_view::npos ? from : from + feed + 1;
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const size_t redirect = line.find_last_of("|>");
    return {.end = end + 1,
            .is_echo = base::TrimSpace(line).starts_with("echo"),
            .last_redirect = redirect == std::string_view::npos ? 0 : begin + redirect};
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

  const YamlNode& root_;
  std::map<std::string, Writer, std::less<>> variables_;
  ServiceLogins services_;  // of the job; of all jobs while the workflow's own variables are looked at
  const bool has_secrets_;  // what a stranger sent starts its runs, and they see the secrets of the repository
  FileVerdict pinned_;
  FileVerdict images_;
  FileVerdict downloads_;
  FileVerdict permissions_;
  FileVerdict injection_;
  FileVerdict input_injection_;
  FileVerdict checkout_;
  FileVerdict secrets_;
};

void LookAtGitlab(const std::string& file, const YamlNode& root, Results& results) {
  FileVerdict includes(file, kIncludes, results);
  FileVerdict images(file, kImages, results);
  FileVerdict downloads(file, kWorkflowPipeToShell, results);
  FileVerdict secrets(file, kWorkflowSecrets, results);
  LookAtGitlabCi(root, {.includes = includes, .images = images, .downloads = downloads, .secrets = secrets});
  for (FileVerdict* verdict : {&includes, &images, &downloads, &secrets}) verdict->PassUnlessFailed();
}

// A table of kinds: which files, what looks at one document of them, the rules that have not run if it cannot be read.
struct Kind {
  bool (*fits)(std::string_view path);
  void (*look)(const std::string& file, const YamlNode& root, Results& results);
  std::array<const Rule*, 4> rules;
};
constexpr std::array<Kind, 3> kKinds = {{
    {IsWorkflow,
     [](const std::string& file, const YamlNode& root, Results& results) {
       GithubFile(file, root, results).LookAtWorkflow();
     },
     {&kWorkflowPinned, &kInjection, &kWorkflowSecrets, &kWorkflowPipeToShell}},
    {IsAction,
     [](const std::string& file, const YamlNode& root, Results& results) {
       GithubFile(file, root, results).LookAtAction();
     },
     {&kWorkflowPinned, &kInjection, &kWorkflowSecrets, &kWorkflowPipeToShell}},
    {IsGitlabCi, LookAtGitlab, {&kIncludes, &kImages, &kWorkflowSecrets, &kWorkflowPipeToShell}},
}};

// The scanner that the text names; empty if it names none.
std::string_view ScannerIn(std::string_view text) {
  const std::string lower = base::AsciiLower(text);
  for (const std::string_view scanner : kScanners) {
    if (lower.contains(scanner)) return scanner;
  }
  return {};
}

// The CI files of a repository, one after the other.
class CiFiles {
 public:
  CiFiles(const Repository& repository, Results& results) : repository_(repository), results_(results) {}

  void Run() {
    for (const std::string& file : repository_.files()) {
      const auto* const kind = std::ranges::find_if(kKinds, [&](const Kind& each) { return each.fits(file); });
      if (kind != kKinds.end()) Add(file, *kind);
    }
    for (size_t i = 0; i < files_.size(); ++i) {
      const auto [file, kind] = files_[i];  // a copy: what it includes is added to the list
      Look(file, *kind);
    }
    if (!first_.empty() && !scans_)
      results_.Fail(kScan, {.file = first_}, "no workflow runs a scanner that is known here");
  }

 private:
  void Add(const std::string& file, const Kind& kind) {
    if (known_.insert(file).second) files_.emplace_back(file, &kind);
  }

  void Look(const std::string& file, const Kind& kind) {
    const auto text = repository_.Read(file);
    if (!text) return results_.Leave(file, text.error().what);
    // An action that is published runs nothing here.
    const bool is_run_here = kind.fits != IsAction || file.starts_with(".github/");
    if (first_.empty() && kind.fits != IsAction) first_ = file;
    const std::string_view scanner = is_run_here ? ScannerIn(*text) : std::string_view();
    if (!scanner.empty()) {
      scans_ = true;
      results_.Pass(kScan, {.file = file}, fmt::format("runs {}", scanner));
    }
    const auto documents = ReadYaml(*text, file);
    if (!documents) {
      results_.Leave(file, documents.error().what);
      for (const Rule* rule : kind.rules) results_.NotRun(*rule, documents.error().Text());
      return;
    }
    for (const YamlNode& root : *documents) {
      kind.look(file, root, results_);
      if (kind.fits == IsGitlabCi) AddIncluded(root, kind);
    }
  }

  void AddIncluded(const YamlNode& root, const Kind& kind) {
    for (const std::string& include : LocalIncludes(root)) {
      if (repository_.Has(include)) Add(include, kind);
      if (!include.contains('*') || !patterns_.insert(include).second) continue;
      for (const std::string& file : repository_.files()) {
        if (IsYaml(file) && IsIncluded(file, include)) Add(file, kind);
      }
    }
  }

  const Repository& repository_;
  Results& results_;
  std::vector<std::pair<std::string, const Kind*>> files_;
  std::set<std::string> known_;
  std::set<std::string> patterns_;
  std::string first_;
  bool scans_ = false;
};

void CheckWorkflows(const Repository& repository, Results& results) { CiFiles(repository, results).Run(); }

}  // namespace

Check WorkflowsCheck() { return {.subject = "CI files", .rules = kWorkflowRules, .run = CheckWorkflows}; }

}  // namespace gatehouse::audit
