#include "control/console/explanation.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gate/policy/policy_keys.h"

namespace gatehouse::console {
namespace {

TEST(Explanation, EveryReasonHasOne) {
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    const Explanation words = Explain(info.reason);
    EXPECT_FALSE(words.stage.empty() || words.because.empty() || words.what_to_do.empty() || words.passes.empty())
        << info.name;
  }
}

TEST(Explanation, A14_EveryKeyIsOneOfThePolicys) {
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    std::string_view key = Explain(info.reason).key;
    if (key.empty()) continue;
    const gate::Section section = key.starts_with('/') ? gate::Section::kPolicy : gate::Section::kRoute;
    if (key.starts_with('/')) key.remove_prefix(1);
    EXPECT_TRUE(std::ranges::any_of(gate::AllKeys(), [&](const gate::Key& one) {
      return one.section == section && one.name == key;
    })) << key;
  }
}

TEST(Explanation, TheNarrowerOneComesFirst) {
  EXPECT_EQ(Explain(gate::Reason::kTokenExpired).because, "The token has expired.");
  EXPECT_EQ(Explain(gate::Reason::kUdcSourceForged).stage, "udc source");
}

}  // namespace
}  // namespace gatehouse::console
