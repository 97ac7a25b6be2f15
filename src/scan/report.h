// What a scan gathers while it runs, from several threads, and what it says at its end. Shown by report_test.cc.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "scan/finding.h"
#include "scan/text_scanner.h"

namespace gatehouse::scan {

// How far it is; read by the code that shows it.
struct Tally {
  std::atomic<uint64_t> total = 0;  // texts that there are; 0: not known yet
  std::atomic<uint64_t> done = 0;
  std::atomic<uint64_t> bytes = 0;
  std::atomic<uint64_t> found = 0;
};

struct Report {
  std::vector<Finding> findings;
  std::vector<base::Error> problems;  // what could not be looked at
  uint64_t texts = 0;
  uint64_t bytes = 0;
};

// What one text gave.
struct Scanned {
  std::vector<Finding> findings;
  std::vector<base::Error> problems;
  // Nothing looked like a secret, not even on a line that allows it, and the text is not packed in any way: what
  // another text copies from it need not be looked at again.
  bool clean = true;
};

class Gatherer {
 public:
  explicit Gatherer(Tally& tally) : tally_(tally) {}

  void Add(std::vector<Finding> findings);
  void Add(base::Error problem);
  void Add(Scanned scanned) {
    Add(std::move(scanned.findings));
    for (base::Error& problem : scanned.problems) Add(std::move(problem));
  }
  void Looked(uint64_t bytes) {
    tally_.bytes.fetch_add(bytes, std::memory_order_relaxed);
    tally_.done.fetch_add(1, std::memory_order_relaxed);
  }
  // In order; problems beyond kMaxProblems are counted only.
  [[nodiscard]] Report Finish();

  static constexpr size_t kMaxProblems = 100;

 private:
  Tally& tally_;
  std::mutex mutex_;
  std::vector<Finding> findings_;
  std::vector<base::Error> problems_;
  size_t more_problems_ = 0;
};

// Calls work(scanner, i) for each i below `count`, from `threads` threads with a scanner each.
void InParallel(const RuleSet& rules, size_t threads, size_t count, Gatherer& gatherer,
                const std::function<void(TextScanner& scanner, size_t i)>& work);

// As many as the machine runs at once, kMaxThreads at most.
inline constexpr size_t kMaxThreads = 64;
[[nodiscard]] size_t UsualThreads();

}  // namespace gatehouse::scan
