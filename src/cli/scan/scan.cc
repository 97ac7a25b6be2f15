// gatehouse scan: leaked secrets in files, in git's history and from stdin (doc/scan.md).
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/descriptor.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/scan/baseline.h"
#include "cli/scan/formats.h"
#include "cli/scan/own_settings.h"
#include "cli/scan/progress.h"
#include "patterns/cache.h"
#include "scan/git/history.h"
#include "scan/git/repository.h"
#include "scan/report.h"
#include "scan/tree.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMaxStdin = 1 << 30;

struct ScanOptions {
  std::string path = ".";
  ScanFormat format = ScanFormat::kText;
  std::string baseline;
  std::string ignore_file;
  bool no_redact = false;
  bool ignored = false;
  bool history = false;
  bool staged = false;
  bool all_objects = false;
  int threads = 0;

  [[nodiscard]] size_t Threads() const { return threads == 0 ? scan::UsualThreads() : static_cast<size_t>(threads); }
};

// Findings that are left out of a report: those of a baseline and of the ignore file.
struct Accepted {
  scan::IgnoreFile ignore;
  Fingerprints baseline;
};

base::Result<Accepted> ReadAccepted(const ScanOptions& options, const std::string& folder) {
  Accepted accepted;
  if (!options.baseline.empty()) {
    auto known = ReadBaseline(options.baseline);
    if (!known) return std::unexpected(known.error());
    accepted.baseline = std::move(*known);
  }
  const bool named = !options.ignore_file.empty();
  const std::string path = named ? options.ignore_file : folder + "/" + std::string(scan::kIgnoreFile);
  const auto text = base::ReadFile(path);
  if (text) {
    accepted.ignore = scan::IgnoreFile::Parse(*text);
  } else if (named || access(path.c_str(), F_OK) == 0) {
    return std::unexpected(text.error());
  }
  accepted.baseline.insert(accepted.ignore.fingerprints.begin(), accepted.ignore.fingerprints.end());
  return accepted;
}

std::string Absolute(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(realpath(path.c_str(), nullptr), std::free);
  return resolved == nullptr ? path : std::string(resolved.get());
}

// The nearest folder, this one or a parent, that contains `.git`; empty if there is none.
std::string GitTop(std::string folder) {
  while (true) {
    if (access((folder + "/.git").c_str(), F_OK) == 0) return folder;
    const size_t slash = folder.rfind('/');
    if (slash == std::string::npos || slash == 0) return {};
    folder.resize(slash);
  }
}

base::Result<std::string> ReadStdin() {
  std::string text;
  constexpr size_t kStep = 1 << 16;
  while (text.size() <= kMaxStdin) {
    const size_t had = text.size();
    text.resize(had + kStep);
    ssize_t got = 0;
    do {
      got = read(STDIN_FILENO, text.data() + had, kStep);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return base::SystemFail("Stdin cannot be read");
    text.resize(had + static_cast<size_t>(got));
    if (got == 0) return text;
  }
  return base::Fail("More than 1 GiB came from stdin", {}, "scan a file instead");
}

Outcome Tell(scan::Report report, const Accepted& accepted, const ScanOptions& options, const std::string& folder,
             std::string_view what) {
  const size_t all = report.findings.size();
  std::erase_if(report.findings, [&](const scan::Finding& finding) {
    return accepted.ignore.LeavesOut(finding.file) || accepted.baseline.contains(finding.Fingerprint());
  });
  std::erase_if(report.problems, [&](const base::Error& problem) { return accepted.ignore.LeavesOut(problem.where); });
  NameOwnSettings(folder, report.findings);
  PrintFindings(report, options.format, !options.no_redact);
  Complain(report.problems);
  const size_t left_out = all - report.findings.size();
  Say(fmt::format("{} {}, {}: {} found{}", report.texts, what, SizeText(report.bytes), report.findings.size(),
                  left_out == 0 ? "" : fmt::format(", {} accepted before", left_out)));
  if (!report.findings.empty()) return ExitCode::kFindings;
  return report.problems.empty() ? ExitCode::kFine : ExitCode::kCouldNotRun;
}

Outcome ScanStdin(const scan::RuleSet& rules, const ScanOptions& options) {
  const auto accepted = ReadAccepted(options, ".");
  if (!accepted) return std::unexpected(accepted.error());
  const auto text = ReadStdin();
  if (!text) return std::unexpected(text.error());
  scan::Tally tally;
  scan::Gatherer gatherer(tally);
  auto scanner = scan::TextScanner::For(rules);
  if (!scanner) return std::unexpected(scanner.error());
  gatherer.Add(scan::ScanBytes(*scanner, *text, "stdin"));
  gatherer.Looked(text->size());
  return Tell(gatherer.Finish(), *accepted, options, ".", "text");
}

base::Result<> IndexOf(const base::Result<scan::Repository>& repository) {
  if (!repository) return std::unexpected(repository.error());
  return repository->ReadIndex();
}

Outcome ScanTree(const scan::RuleSet& rules, const ScanOptions& options) {
  struct stat status{};
  if (stat(options.path.c_str(), &status) != 0) {
    return std::unexpected(base::Error{base::SystemText(errno), options.path, "name a file or a folder"});
  }
  const bool is_folder = S_ISDIR(status.st_mode);
  if (!is_folder && !S_ISREG(status.st_mode)) {
    return std::unexpected(base::Error{"It is neither a file nor a folder", options.path,
                                       "scan what comes from a pipe with: gatehouse scan -"});
  }
  const std::string root = is_folder ? Absolute(options.path) : options.path;
  const std::string folder = is_folder ? root : std::filesystem::path(root).parent_path().string();
  const auto accepted = ReadAccepted(options, folder.empty() ? "." : folder);
  if (!accepted) return std::unexpected(accepted.error());
  scan::Tally tally;
  scan::Gatherer gatherer(tally);
  std::vector<std::string> files = {""};  // the root itself
  {
    const Progress progress(tally, "files");
    if (is_folder) {
      scan::TreeOptions tree{.root = root, .ignore = accepted->ignore};
      if (!options.ignored) tree.git_top = GitTop(root);
      // Opened if git ignores a file: a tracked file is scanned although it is ignored.
      std::optional<base::Result<scan::Repository>> repository;
      tree.tracked = [&](std::string_view path, bool folder_there) {
        if (!repository) {
          repository = scan::Repository::Open(tree.git_top);
          if (const auto index = IndexOf(*repository); !index) {
            gatherer.Add(base::Error{index.error().what + ": files that git ignores were left out, tracked or not",
                                     tree.git_top, "scan them with --ignored"});
          }
        }
        return *repository && (*repository)->Tracks(path, folder_there);
      };
      files = scan::ListFiles(tree, gatherer);
    }
    tally.total = files.size();
    scan::ScanFiles(rules, root, files, options.Threads(), gatherer);
  }
  return Tell(gatherer.Finish(), *accepted, options, folder.empty() ? "." : folder, "files");
}

Outcome ScanRepository(const scan::RuleSet& rules, const ScanOptions& options) {
  const auto repository = scan::Repository::Open(options.path);
  if (!repository) return std::unexpected(repository.error());
  const std::string work_tree = repository->WorkTree();
  const std::string folder = work_tree.empty() ? options.path : work_tree;
  const auto accepted = ReadAccepted(options, folder);
  if (!accepted) return std::unexpected(accepted.error());
  scan::Tally tally;
  scan::Gatherer gatherer(tally);
  base::Result<> scanned;
  {
    const Progress progress(tally, options.staged ? "files" : "blobs");
    scanned = options.staged
                  ? scan::ScanStaged(rules, *repository, tally, gatherer)
                  : scan::ScanHistory(rules, *repository, options.all_objects, options.Threads(), tally, gatherer);
  }
  if (!scanned) return std::unexpected(scanned.error());
  return Tell(gatherer.Finish(), *accepted, options, folder, options.staged ? "staged files" : "blobs");
}

Outcome RunScan(const ScanOptions& options) {
  const auto rules = scan::RuleSet::Make(scan::AllRules(), patterns::UserCacheFolder());
  if (!rules) return std::unexpected(rules.error());
  if (options.history || options.all_objects || options.staged) return ScanRepository(*rules, options);
  return options.path == "-" ? ScanStdin(*rules, options) : ScanTree(*rules, options);
}

base::Result<int> ParseThreads(std::string_view text) {
  return ParseNumber(text, 1, static_cast<int>(scan::kMaxThreads));
}

}  // namespace

Command ScanCommand() {
  auto options = std::make_shared<ScanOptions>();
  return {.help = "Find leaked secrets in files and in git's history; their values are not shown",
          .positionals = {Text("PATH", options->path, "PATH", "A folder or a file; - for stdin (default: .)")},
          .options = {Parsed("--format", options->format, ParseScanFormat, "text|json|sarif|csv",
                             "Format of the output (default: text)"),
                      Text("--baseline", options->baseline, "FILE",
                           "Leave out the findings in this output of an earlier --format json"),
                      Text("--ignore-file", options->ignore_file, "FILE",
                           "Paths and fingerprints to leave out (default: .gatehouseignore in PATH)"),
                      Flag("--history", options->history,
                           "Scan every version of every file that git has, of all branches and tags"),
                      Excluding("--staged", Flag("--all-objects", options->all_objects,
                                                 "The same, and objects that no commit refers to")),
                      Excluding("--history", Flag("--staged", options->staged,
                                                  "Scan what the next commit adds: for a pre-commit hook")),
                      Flag("--ignored", options->ignored, "Scan ignored files, too"),
                      Flag("--no-redact", options->no_redact, "Show the secrets themselves"),
                      Parsed("--threads", options->threads, ParseThreads, "N",
                             "How many files at once (default: as many as there are processors)")},
          .examples = {"gatehouse scan", "gatehouse scan --history",
                       "gatehouse scan --staged      # in .git/hooks/pre-commit",
                       "gatehouse scan src --format sarif > scan.sarif",
                       "gatehouse scan --format json > accepted.json && gatehouse scan --baseline accepted.json"},
          .action = Runs(options, RunScan)};
}

}  // namespace gatehouse::cli
