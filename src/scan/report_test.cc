#include "scan/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace gatehouse::scan {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

RuleSet OneRule() {
  static const Rule* const rule = FindRule("github-personal-token");
  return *RuleSet::Make(std::span(&rule, 1), "");
}
Finding At(const std::string& file, size_t line) {
  return {.rule = FindRule("github-personal-token"), .file = file, .line = line, .column = 1, .secret = "x"};
}

TEST(Report, FindingsAreToldInTheOrderOfFilesAndLines) {
  Tally tally;
  Gatherer gatherer(tally);
  gatherer.Add({At("b", 1), At("a", 20)});
  gatherer.Add(std::vector<Finding>{});
  gatherer.Add({At("a", 3)});
  gatherer.Looked(7);
  gatherer.Looked(5);
  const Report report = gatherer.Finish();
  ASSERT_THAT(report.findings, SizeIs(3));
  EXPECT_EQ(report.findings[0].line, 3);
  EXPECT_EQ(report.findings[1].line, 20);
  EXPECT_EQ(report.findings[2].file, "b");
  EXPECT_EQ(report.texts, 2);
  EXPECT_EQ(report.bytes, 12);
  EXPECT_EQ(tally.found, 3);
}

TEST(Report, ProblemsBeyondTheBoundAreCounted) {
  Tally tally;
  Gatherer gatherer(tally);
  for (size_t i = 0; i < Gatherer::kMaxProblems + 5; ++i) gatherer.Add(base::Error{"The file cannot be read", "x", {}});
  const Report report = gatherer.Finish();
  ASSERT_THAT(report.problems, SizeIs(Gatherer::kMaxProblems + 1));
  EXPECT_THAT(report.problems.back().what, HasSubstr("5 more"));
}

TEST(Report, EveryPieceOfWorkIsDoneOnceByWhateverThreads) {
  for (const size_t threads : {1, 3, 50}) {
    Tally tally;
    Gatherer gatherer(tally);
    std::vector<std::atomic<int>> done(20);
    InParallel(OneRule(), threads, done.size(), gatherer, [&](TextScanner&, size_t i) { ++done[i]; });
    for (const std::atomic<int>& each : done) EXPECT_EQ(each, 1) << threads;
    EXPECT_THAT(gatherer.Finish().problems, IsEmpty());
  }
}

TEST(Report, WorkThatThrowsIsAProblemAndTheRestIsDone) {
  Tally tally;
  Gatherer gatherer(tally);
  std::atomic<int> done = 0;
  InParallel(OneRule(), 2, 10, gatherer, [&](TextScanner&, size_t i) {
    if (i == 3) throw std::runtime_error("no memory");
    ++done;
  });
  EXPECT_EQ(done, 9);
  const Report report = gatherer.Finish();
  ASSERT_THAT(report.problems, SizeIs(1));
  EXPECT_THAT(report.problems[0].what, HasSubstr("no memory"));
}

}  // namespace
}  // namespace gatehouse::scan
