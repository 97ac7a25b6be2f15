// Third-party scanners, run unchanged: found on the path, in parallel, with a time limit; their exit codes are
// interpreted and their reports read into findings of one scale. A scanner that is missing, crashed, hung, or had no
// network has not run: that never counts as clean. Shown by scanner_test.cc,
// tests/audit/test_scanners.py.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/repository/finding.h"
#include "audit/repository/repository.h"

namespace gatehouse::audit {

struct ScannerRun {
  enum class State : uint8_t { kRan, kNotRun, kNothingToScan };
  std::string name;
  State state = State::kNotRun;
  std::string why;  // of kNotRun
  std::string version;
  size_t findings = 0;
  std::chrono::milliseconds took{0};
};
[[nodiscard]] std::string_view Name(ScannerRun::State state);  // "ran" "not run" "nothing to scan"

struct ScannerOptions {
  std::vector<std::string> names;                           // of those that may run
  std::chrono::milliseconds time{std::chrono::minutes(5)};  // of each
  std::function<void(const ScannerRun&)> on_end;            // called from one thread at a time
};

// "bandit", "pip-audit", … in the order in which they are shown.
[[nodiscard]] std::vector<std::string> ScannerNames();

// All that fit the repository, at once. Findings come in the order of the scanners.
[[nodiscard]] std::vector<ScannerRun> RunScanners(const Repository& repository, const ScannerOptions& options,
                                                  std::vector<Finding>& findings);

}  // namespace gatehouse::audit
