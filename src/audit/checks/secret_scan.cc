// Rows A5 B4 C12: the secret scan (scan/) over the files of the repository: some 700 forms of keys, and values behind
// telling names. What .gatehouseignore names is left out, as 'gatehouse scan' leaves it out; the history is that
// command's.
#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checks/checks.h"
#include "patterns/cache.h"
#include "scan/report.h"
#include "scan/tree.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kFound{"secret-found", Severity::kCritical, "No secret is in the files of the repository",
                      "take it out, and change it: everyone who has a clone has it; 'gatehouse scan' shows more"};
constexpr const Rule* kScanRules[] = {&kFound};

void CheckSecrets(const Repository& repository, Results& results) {
  const auto rules = scan::RuleSet::Make(scan::AllRules(), patterns::UserCacheFolder());
  if (!rules) return results.NotRun(kFound, rules.error().Text());
  const std::string left_out = repository.Read(std::string(scan::kIgnoreFile)).value_or(std::string());
  const scan::IgnoreFile ignore = scan::IgnoreFile::Parse(left_out);
  std::vector<std::string> files = repository.files();
  std::erase_if(files, [&](const std::string& file) { return ignore.LeavesOut(file); });
  scan::Tally tally;
  scan::Gatherer gatherer(tally);
  scan::ScanFiles(*rules, repository.root(), files, scan::UsualThreads(), gatherer);
  const scan::Report report = gatherer.Finish();
  for (const base::Error& problem : report.problems) results.Leave(problem.where, problem.what);
  const std::set<std::string_view> accepted(ignore.fingerprints.begin(), ignore.fingerprints.end());
  size_t found = 0;
  for (const scan::Finding& finding : report.findings) {
    if (accepted.contains(finding.Fingerprint())) continue;
    ++found;
    results.Fail(kFound, {finding.file, finding.line, finding.column},
                 fmt::format("{}: {}", finding.rule->title, finding.Redacted()));
  }
  if (found == 0)
    results.Pass(kFound, {}, fmt::format("{} files, {} forms of secrets", files.size(), scan::AllRules().size()));
}

}  // namespace

Check SecretScanCheck() { return {.subject = "secrets in files", .rules = kScanRules, .run = CheckSecrets}; }

}  // namespace gatehouse::audit
