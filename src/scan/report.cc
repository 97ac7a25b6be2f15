#include "scan/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <thread>

namespace gatehouse::scan {

void Gatherer::Add(std::vector<Finding> findings) {
  if (findings.empty()) return;
  tally_.found.fetch_add(findings.size(), std::memory_order_relaxed);
  const std::scoped_lock lock(mutex_);
  std::ranges::move(findings, std::back_inserter(findings_));
}

void Gatherer::Add(base::Error problem) {
  const std::scoped_lock lock(mutex_);
  if (problems_.size() >= kMaxProblems) {
    ++more_problems_;
  } else {
    problems_.push_back(std::move(problem));
  }
}

Report Gatherer::Finish() {
  std::ranges::sort(findings_, Before);
  std::ranges::sort(problems_, {}, &base::Error::where);
  if (more_problems_ != 0) problems_.push_back({fmt::format("There are {} more like these", more_problems_), {}, {}});
  return {
      .findings = std::move(findings_), .problems = std::move(problems_), .texts = tally_.done, .bytes = tally_.bytes};
}

void InParallel(const RuleSet& rules, size_t threads, size_t count, Gatherer& gatherer,
                const std::function<void(TextScanner& scanner, size_t i)>& work) {
  std::atomic<size_t> next = 0;
  const auto run = [&] {
    auto scanner = TextScanner::For(rules);
    if (!scanner) {
      gatherer.Add(scanner.error());
      return;
    }
    for (size_t i = next++; i < count; i = next++) {
      try {
        work(*scanner, i);
      } catch (const std::exception& thrown) {
        gatherer.Add(base::Error{fmt::format("The scan of one text failed: {}", thrown.what()), {}, {}});
      }
    }
  };
  std::vector<std::jthread> others;
  for (size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(run);
  run();
}

size_t UsualThreads() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMaxThreads); }

}  // namespace gatehouse::scan
