#include "control/console/explanation.h"

#include <gtest/gtest.h>

namespace gatehouse::console {
namespace {

TEST(Explanation, EveryReasonHasOne) {
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    const Explanation words = Explain(info.reason);
    EXPECT_FALSE(words.stage.empty() || words.because.empty() || words.what_to_do.empty()) << info.name;
  }
}

TEST(Explanation, TheNarrowerOneComesFirst) {
  EXPECT_EQ(Explain(gate::Reason::kTokenExpired).because, "The token has expired.");
  EXPECT_EQ(Explain(gate::Reason::kUdcSourceForged).stage, "udc source");
}

}  // namespace
}  // namespace gatehouse::console
