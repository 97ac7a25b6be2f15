#include "gate/identify/token_reason.h"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse::gate {
namespace {

TEST(TokenReason, EveryFaultHasAReasonOfItsOwn) {
  std::set<Reason> reasons;
  for (int i = 0; i < jose::kFaults; ++i) reasons.insert(ReasonOf(static_cast<jose::Fault>(i)));
  EXPECT_EQ(reasons.size(), static_cast<size_t>(jose::kFaults));
  EXPECT_FALSE(reasons.contains(Reason::kAllowed));
}

TEST(TokenReason, TheyMeanTheSame) {
  EXPECT_EQ(ReasonOf(jose::Fault::kMalformed), Reason::kTokenMalformed);
  EXPECT_EQ(ReasonOf(jose::Fault::kKeyUnknown), Reason::kTokenKeyUnknown);
  EXPECT_EQ(ReasonOf(jose::Fault::kSignature), Reason::kTokenSignature);
  EXPECT_EQ(ReasonOf(jose::Fault::kClaimMissing), Reason::kTokenClaimMissing);
  EXPECT_EQ(ReasonOf(jose::Fault::kExpired), Reason::kTokenExpired);
  EXPECT_EQ(ReasonOf(jose::Fault::kIssuedInFuture), Reason::kTokenIssuedInFuture);
  EXPECT_EQ(ReasonOf(jose::Fault::kDropletId), Reason::kTokenDropletId);
  EXPECT_EQ(ReasonOf(jose::Fault::kBound), Reason::kTokenBound);
}

}  // namespace
}  // namespace gatehouse::gate
