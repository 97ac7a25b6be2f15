#include "audit/scanners/scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <span>
#include <thread>

#include "audit/repository/child.h"
#include "audit/scanners/report.h"
#include "audit/scanners/report_json.h"
#include "base/ascii.h"
#include "base/bytes.h"
#include "base/lines.h"

namespace gatehouse::audit {
namespace {

constexpr std::array<std::string_view, 3> kStates = {"ran", "not run", "nothing to scan"};
constexpr std::chrono::seconds kVersionTime{20};
constexpr size_t kMaxRequirementFiles = 20;

// One start of a scanner: where, with which words behind the program, and the file that its findings are about.
struct Start {
  std::string folder;
  std::vector<std::string> words;
  std::string file;
};
using FindStarts = std::vector<Start> (*)(const Repository& repository);

// Names of files, or endings that begin with '.'.
bool HasAny(const Repository& repository, std::initializer_list<std::string_view> wanted) {
  return std::ranges::any_of(repository.files(), [&](const std::string& file) {
    return std::ranges::any_of(wanted, [&](std::string_view each) {
      return each.starts_with('.') ? file.ends_with(each) : BaseName(file) == each;
    });
  });
}

// Exact versions only: of ranges pip would load and build packages to see what they mean.
std::vector<std::string> RequirementFiles(const Repository& repository) {
  std::vector<std::string> files;
  for (const std::string& file : repository.files()) {
    const std::string_view name = BaseName(file);
    if (name.starts_with("requirements") && name.ends_with(".txt") && files.size() < kMaxRequirementFiles)
      files.push_back(file);
  }
  return files;
}

std::vector<Start> ForBandit(const Repository& repository) {
  if (!HasAny(repository, {".py"})) return {};
  std::vector<std::string> words = {
      "-r", ".", "-f", "json", "-q", "-x", "./.git,./.venv,./venv,./node_modules,./build,./dist,./.tox"};
  const auto project = repository.Read("pyproject.toml");
  // What the repository's own configuration leaves out (B101 in tests, B601) stays out.
  if (project && project->contains("[tool.bandit"))
    words.insert(words.end(), {"-c", "pyproject.toml"});
  else if (repository.Has("bandit.yaml"))
    words.insert(words.end(), {"-c", "bandit.yaml"});
  else if (repository.Has(".bandit.yml"))
    words.insert(words.end(), {"-c", ".bandit.yml"});
  return {{repository.root(), std::move(words), {}}};
}

std::vector<Start> ForPipAudit(const Repository& repository) {
  std::vector<Start> starts;
  for (const std::string& file : RequirementFiles(repository)) {
    starts.push_back({repository.root(),
                      {"-r", file, "--no-deps", "--disable-pip", "-f", "json", "--progress-spinner", "off"},
                      file});
  }
  return starts;
}

std::vector<Start> ForSafety(const Repository& repository) {
  std::vector<Start> starts;
  for (const std::string& file : RequirementFiles(repository))
    starts.push_back({repository.root(), {"check", "-r", file, "--output", "json"}, file});
  return starts;
}

std::vector<Start> ForSemgrep(const Repository& repository) {
  if (!HasAny(repository,
              {".py", ".js", ".ts", ".tsx", ".jsx", ".go", ".java", ".rb", ".php", ".cs", ".rs", ".c", ".cc", ".cpp"}))
    return {};
  std::string config = "auto";
  for (const char* own : {".semgrep.yml", ".semgrep.yaml", "semgrep.yml"}) {
    if (repository.Has(own)) config = own;
  }
  std::vector<std::string> words = {"scan", "--config", config, "--json", "--quiet", "--disable-version-check"};
  if (config != "auto") words.emplace_back("--metrics=off");  // its own rule sets cannot be loaded with it
  words.emplace_back(".");
  return {{repository.root(), std::move(words), {}}};
}

std::vector<Start> ForNpm(const Repository& repository) {
  std::vector<Start> starts;
  for (const std::string& file : repository.files()) {
    if (BaseName(file) != "package-lock.json") continue;
    const std::string_view folder = FolderOf(file);
    starts.push_back({folder.empty() ? repository.root() : fmt::format("{}/{}", repository.root(), folder),
                      {"audit", "--json"},
                      file});
  }
  return starts;
}

bool HasPackages(const Repository& repository) {
  return HasAny(repository, {"requirements.txt", "poetry.lock", "uv.lock", "Pipfile.lock", "package-lock.json",
                             "yarn.lock", "pnpm-lock.yaml", "Cargo.lock", "go.mod", "go.sum", "Gemfile.lock",
                             "composer.lock", "pom.xml", "gradle.lockfile"});
}

std::vector<Start> ForSnyk(const Repository& repository) {
  if (!HasPackages(repository)) return {};
  return {{repository.root(), {"test", "--json", "--all-projects"}, {}}};
}

std::vector<Start> ForTrivy(const Repository& repository) {
  return {{repository.root(), {"fs", "--format", "json", "--quiet", "--scanners", "vuln,misconfig,secret", "."}, {}}};
}

std::vector<Start> ForOsv(const Repository& repository) {
  if (!HasPackages(repository)) return {};
  return {{repository.root(), {"--format", "json", "-r", repository.root()}, repository.root()}};
}

std::vector<Start> ForGgshield(const Repository& repository) {
  return {{repository.root(), {"secret", "scan", "path", "-r", "-y", "--json", "."}, {}}};
}

struct Scanner {
  std::string_view name;
  std::string_view program;
  FindStarts starts;
  ReadReport read;
  std::array<int, 3> good;  // exit codes of a run that looked at everything, with findings or without
};
constexpr std::array<Scanner, 9> kScanners = {{
    {"bandit", "bandit", ForBandit, ReadBandit, {0, 1, 1}},
    {"pip-audit", "pip-audit", ForPipAudit, ReadPipAudit, {0, 1, 1}},
    {"safety", "safety", ForSafety, ReadSafety, {0, 64, 64}},
    {"semgrep", "semgrep", ForSemgrep, ReadSemgrep, {0, 1, 1}},
    {"npm audit", "npm", ForNpm, ReadNpmAudit, {0, 1, 1}},
    {"osv-scanner", "osv-scanner", ForOsv, ReadOsvScanner, {0, 1, 1}},
    {"trivy", "trivy", ForTrivy, ReadTrivy, {0, 0, 0}},
    {"snyk", "snyk", ForSnyk, ReadSnyk, {0, 1, 1}},
    {"ggshield", "ggshield", ForGgshield, ReadGgshield, {0, 1, 1}},
}};

// The last line of what it said that is not decoration: the reason, most often.
std::string LastWords(const ChildEnd& end) {
  std::string_view text = end.errors.empty() ? std::string_view(end.output) : std::string_view(end.errors);
  std::string_view last;
  while (!text.empty()) {
    const std::string_view line = base::TrimSpace(base::TakeLine(text));
    if (std::ranges::any_of(line, base::IsLetter)) last = line;
  }
  return Shortened(last);
}

std::string VersionOf(const std::string& program) {
  const auto end = RunChild({.argv = {program, "--version"},
                             .folder = "/",
                             .environment = {},
                             .time = kVersionTime,
                             .max_output = kMaxErrorBytes});
  if (!end || end->status != 0) return {};
  const size_t digit = end->output.find_first_of("0123456789");
  if (digit == std::string::npos) return {};
  return end->output.substr(digit, end->output.find_first_of(" \n\r,)", digit) - digit);
}

// Everything that the scanner finds, or why it has not run.
base::Result<std::vector<Finding>> RunAll(const Scanner& scanner, const std::string& program,
                                          const std::vector<Start>& starts, const Repository& repository,
                                          std::chrono::milliseconds time) {
  std::vector<Finding> findings;
  for (const Start& start : starts) {
    std::vector<std::string> argv = {program};
    argv.insert(argv.end(), start.words.begin(), start.words.end());
    const auto end = RunChild({.argv = std::move(argv),
                               .folder = start.folder,
                               .environment = {{"NO_COLOR", "1"}, {"CI", "true"}},
                               .time = time,
                               .max_output = kMaxReportBytes});
    if (!end) return std::unexpected(end.error());
    if (end->timed_out)
      return base::Fail(
          fmt::format("it did not end within {} s", std::chrono::duration_cast<std::chrono::seconds>(time).count()));
    if (end->cut_short) return base::Fail("it printed more than 64 MiB");
    auto report = scanner.read(end->output, start.file);
    const bool is_good = std::ranges::find(scanner.good, end->status) != scanner.good.end();
    if (!is_good || !report) {
      // Its own reason, where it printed a report that says one; else its last words.
      const bool has_reason =
          !report && !report.error().what.starts_with("it printed") && !report.error().what.starts_with("its report");
      const std::string words = has_reason ? report.error().what : LastWords(*end);
      return base::Fail(fmt::format("it ended with {}: {}", end->status, words.empty() ? "it said nothing" : words));
    }
    for (Finding& finding : *report) {
      // What git ignores is not the repository's.
      if (finding.place.file.empty() || finding.place.file == start.file || repository.Has(finding.place.file))
        findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace

std::string_view Name(ScannerRun::State state) { return kStates[static_cast<size_t>(state)]; }

std::vector<std::string> ScannerNames() {
  std::vector<std::string> names;
  for (const Scanner& scanner : kScanners) names.emplace_back(scanner.name);
  return names;
}

std::vector<ScannerRun> RunScanners(const Repository& repository, const ScannerOptions& options,
                                    std::vector<Finding>& findings) {
  std::array<ScannerRun, kScanners.size()> runs;
  std::array<std::vector<Finding>, kScanners.size()> found;
  std::mutex mutex;
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < kScanners.size(); ++i) {
      const Scanner& scanner = kScanners[i];
      runs[i].name = std::string(scanner.name);
      if (std::ranges::find(options.names, scanner.name) == options.names.end()) {
        runs[i].why = "it was not asked for";
        continue;
      }
      threads.emplace_back([&, i] {
        ScannerRun& run = runs[i];
        const auto begin = std::chrono::steady_clock::now();
        const std::vector<Start> starts = kScanners[i].starts(repository);
        const std::string program = FindProgram(kScanners[i].program);
        if (starts.empty()) {
          run.state = ScannerRun::State::kNothingToScan;
        } else if (program.empty()) {
          run.why = fmt::format("{} is not on the path", kScanners[i].program);
        } else {
          run.version = VersionOf(program);
          auto all = RunAll(kScanners[i], program, starts, repository, options.time);
          if (all) {
            run.state = ScannerRun::State::kRan;
            run.findings = all->size();
            found[i] = std::move(*all);
          } else {
            run.why = all.error().what;
          }
        }
        run.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
        const std::scoped_lock lock(mutex);
        if (options.on_end) options.on_end(run);
      });
    }
  }
  for (std::vector<Finding>& each : found)
    findings.insert(findings.end(), std::make_move_iterator(each.begin()), std::make_move_iterator(each.end()));
  return {runs.begin(), runs.end()};
}

}  // namespace gatehouse::audit
