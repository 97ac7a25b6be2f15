#include "control/store/findings.h"

#include <gtest/gtest.h>

#include "control/store/testing_database.h"

namespace gatehouse::store {
namespace {

using std::chrono::hours;
using testing::kNow;

class Findings : public testing::OnBothDatabases {
 protected:
  static StoredFinding Guessing(base::Wall time = kNow) {
    StoredFinding stored;
    stored.finding = {.rule = "token_guessing",
                      .severity = gate::Severity::kHigh,
                      .subject = {.kind = detect::SubjectKind::kAddress, .name = "192.0.2.1"},
                      .sentence = "10 tokens with a bad signature in 1 minute",
                      .events = 10,
                      .evidence = {{.position = {.file = 2, .offset = 4096}, .line = R"({"type":"refused"})"}},
                      .action = detect::Action::kBlock,
                      .block_for = hours(1),
                      .time = time};
    stored.blocked_until = time + hours(1);
    return stored;
  }
};
GATEHOUSE_ON_BOTH_DATABASES(Findings);

TEST_P(Findings, A14_ComeBackAsTheyWere) {
  StoredFinding first = Guessing();
  StoredFinding second = Guessing(kNow + hours(2));
  second.finding.subject = {.kind = detect::SubjectKind::kAccount, .name = "Ada Löwe", .issuer = "gate"};
  second.finding.action = detect::Action::kReport;
  second.finding.block_for = {};
  second.finding.observed = true;
  second.blocked_until = {};
  second.not_blocked = "only observed";
  Write([&](Transaction& transaction) {
    AddFinding(transaction, first);
    AddFinding(transaction, second);
  });
  EXPECT_EQ(second.id, first.id + 1);
  Write([&](Transaction& transaction) {
    const auto newest = NewestFindings(transaction, 10);
    ASSERT_EQ(newest.size(), 2U);
    EXPECT_EQ(newest[0].id, second.id);
    EXPECT_EQ(newest[0].finding, second.finding);
    EXPECT_EQ(newest[0].blocked_until, std::nullopt);
    EXPECT_EQ(newest[0].not_blocked, "only observed");
    EXPECT_EQ(newest[1].finding, first.finding);
    EXPECT_EQ(newest[1].blocked_until, kNow + hours(1));
    EXPECT_EQ(NewestFindings(transaction, 1).size(), 1U);
  });
}

TEST_P(Findings, C15_BlocksOfASubjectAreCountedForEscalation) {
  const StoredFinding first = Guessing();
  Write([&](Transaction& transaction) {
    for (const int after : {0, 3, 30}) {
      StoredFinding one = Guessing(kNow + hours(after));
      AddFinding(transaction, one);
    }
    StoredFinding told = Guessing(kNow + hours(4));
    told.blocked_until = {};
    AddFinding(transaction, told);
    EXPECT_EQ(CountBlocks(transaction, "token_guessing", first.finding.subject, kNow + hours(1)), 2);
    EXPECT_EQ(CountBlocks(transaction, "flood", first.finding.subject, kNow), 0);
    ForgetFindings(transaction, kNow + hours(5));
    EXPECT_EQ(NewestFindings(transaction, 10).size(), 1U);
  });
}

}  // namespace
}  // namespace gatehouse::store
