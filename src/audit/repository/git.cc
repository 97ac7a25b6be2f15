#include "audit/repository/git.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "audit/repository/child.h"

namespace gatehouse::audit {
namespace {

constexpr std::chrono::seconds kGitTime{120};
constexpr size_t kMaxGitOutput = size_t{256} << 20;
constexpr size_t kMaxPastFiles = 500;
constexpr int kNotIgnored = 1;
constexpr std::string_view kNullId = "0000000000";

// What the settings of a repository could make git start, or show otherwise.
const std::vector<std::string> kSafely = {"-c",
                                          "core.fsmonitor=false",
                                          "-c",
                                          "core.hooksPath=/dev/null",
                                          "-c",
                                          "log.showSignature=false",
                                          "-c",
                                          "core.excludesFile=/dev/null",
                                          "-c",
                                          "core.quotePath=false",
                                          "-c",
                                          "core.pager=cat",
                                          "-c",
                                          "protocol.allow=never",
                                          "--no-optional-locks",
                                          "--no-pager"};

std::vector<std::string> SplitAtZero(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\0', at), text.size());
    if (end > at) parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool IsInRepository(const std::string& folder) {
  std::error_code failed;
  std::filesystem::path at = std::filesystem::canonical(folder, failed);
  while (!failed && !at.empty()) {
    if (std::filesystem::exists(at / ".git", failed)) return true;
    if (!at.has_relative_path()) break;
    at = at.parent_path();
  }
  return false;
}

}  // namespace

base::Result<std::optional<Git>> Git::Open(const std::string& folder) {
  const bool is_in = IsInRepository(folder);
  const std::string program = FindProgram("git");
  if (program.empty()) {
    if (!is_in) return std::optional<Git>();
    return base::Fail("git is not on the path, and this is a git repository", folder, "install git");
  }
  Git git(program, folder);
  const auto answer =
      git.Ask({"rev-parse", "--is-inside-work-tree", "--is-bare-repository", "--is-shallow-repository"});
  if (!answer) {
    if (!is_in) return std::optional<Git>();
    return base::Fail("git cannot read this repository: " + answer.error().what, folder,
                      "try 'git status' there, and fix what it reports");
  }
  if (!answer->starts_with("true")) {
    return base::Fail("This is a repository without files of its own (bare, or inside of .git)", folder,
                      "clone it, and audit the clone");
  }
  git.is_shallow_ = answer->ends_with("true\n");
  git.has_commits_ = git.Ask({"rev-parse", "--verify", "-q", "HEAD"}).has_value();
  return std::optional<Git>(std::move(git));
}

base::Result<std::vector<std::string>> Git::Files() const {
  auto listed = Ask({"ls-files", "-z", "--cached", "--others", "--exclude-standard"});
  if (!listed) return std::unexpected(listed.error());
  std::vector<std::string> files = SplitAtZero(*listed);
  std::ranges::sort(files);
  const auto doubled = std::ranges::unique(files);  // a file in conflict stands there three times
  files.erase(doubled.begin(), doubled.end());
  return files;
}

base::Result<std::vector<std::string>> Git::TrackedFiles() const {
  auto listed = Ask({"ls-files", "-z", "--cached"});
  if (!listed) return std::unexpected(listed.error());
  return SplitAtZero(*listed);
}

base::Result<bool> Git::Ignores(const std::string& path) const {
  const auto said = Ask({"check-ignore", "--no-index", "-v", "-n", "--", path}, kNotIgnored);
  if (!said) return std::unexpected(said.error());
  // "FILE:LINE:PATTERN<tab>PATH"; "::<tab>PATH" where no pattern fits, and a pattern with ! takes it back.
  const std::string rule = said->substr(0, said->find('\t'));
  const size_t colon = rule.find(':', rule.find(':') + 1);
  return !rule.starts_with("::") && colon != std::string::npos && !rule.substr(colon + 1).starts_with('!');
}

base::Result<std::vector<PastFile>> Git::Past(const std::vector<std::string>& patterns) const {
  std::vector<std::string> words = {"log",
                                    "--all",
                                    "--raw",
                                    "-z",
                                    "--no-abbrev",
                                    "--no-renames",
                                    "-m",
                                    "--root",
                                    "--format=",
                                    "--diff-filter=AMT",
                                    "--no-textconv",
                                    "--no-ext-diff",
                                    "--"};
  for (const std::string& pattern : patterns) words.push_back(":(top,glob,icase)" + pattern);
  const auto listed = Ask(std::move(words));
  if (!listed) return std::unexpected(listed.error());
  // ":100644 100644 OLD NEW M" NUL "PATH" NUL
  const std::vector<std::string> parts = SplitAtZero(*listed);
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<PastFile> past;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const std::string_view head = std::string_view(parts[i]).substr(std::min(parts[i].find(':'), parts[i].size()));
    if (!head.starts_with(':')) continue;
    size_t at = 0;
    for (int blanks = 0; blanks < 3 && at != std::string_view::npos; ++blanks) at = head.find(' ', at + 1);
    if (at == std::string_view::npos) continue;
    std::string id(head.substr(at + 1, head.find(' ', at + 1) - at - 1));
    if (id.starts_with(kNullId) || !seen.emplace(parts[i + 1], id).second) continue;
    past.push_back({.path = parts[i + 1], .blob = std::move(id)});
    if (past.size() == kMaxPastFiles) break;
  }
  return past;
}

base::Result<std::string> Git::Blob(const std::string& id) const { return Ask({"cat-file", "blob", id}); }

base::Result<std::string> Git::Ask(std::vector<std::string> words, int also_good) const {
  std::vector<std::string> argv = {program_};
  argv.insert(argv.end(), kSafely.begin(), kSafely.end());
  argv.insert(argv.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
  auto end =
      RunChild({.argv = std::move(argv),
                .folder = folder_,
                .environment = {{"GIT_TERMINAL_PROMPT", "0"}, {"GIT_OPTIONAL_LOCKS", "0"}, {"LC_ALL", "C.UTF-8"}},
                .time = kGitTime,
                .max_output = kMaxGitOutput});
  if (!end) return std::unexpected(end.error());
  if (end->timed_out) return base::Fail("git took too long");
  if (end->cut_short) return base::Fail("git prints more than can be read");
  if (end->status != 0 && (also_good == 0 || end->status != also_good)) {
    return base::Fail(end->errors.empty() ? "git failed" : end->errors.substr(0, end->errors.find('\n')));
  }
  return std::move(end->output);
}

}  // namespace gatehouse::audit
