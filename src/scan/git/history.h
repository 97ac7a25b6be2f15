// Every blob that a repository has, each once, whatever commits it is in. Where a blob came from is asked for those
// only in which something was found. Shown by history_test.cc,
// tests/scan/test_history.py.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "scan/git/repository.h"
#include "scan/report.h"
#include "scan/rule_set.h"

namespace gatehouse::scan {

// `all_objects`: what no commit has any more, too; its file is named "object:ID". A repository that is shallow, partial
// or damaged is a problem, told to `gatherer`; what can be read of it is scanned.
[[nodiscard]] base::Result<> ScanHistory(const RuleSet& rules, const Repository& repository, bool all_objects,
                                         size_t threads, Tally& tally, Gatherer& gatherer);

// What the next commit adds: findings that a file had before are left out.
[[nodiscard]] base::Result<> ScanStaged(const RuleSet& rules, const Repository& repository, Tally& tally,
                                        Gatherer& gatherer);

}  // namespace gatehouse::scan
