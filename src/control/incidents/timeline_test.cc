#include "control/incidents/timeline.h"

#include <gtest/gtest.h>

#include "base/testing_folder.h"

namespace gatehouse::incidents {
namespace {

using detect::SubjectKind;
constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};  // 2023-11-14T22:13:20

class Timeline : public ::testing::Test {
 protected:
  std::vector<std::string> About(const std::vector<detect::Subject>& subjects) {
    return EventsAbout(folder_.At("events.jsonl"), subjects, kNow);
  }
  base::testing::Folder folder_;
};

std::string Line(const std::string& time, const std::string& rest) {
  return R"({"time":"2023-11-14T)" + time + R"(.000Z",)" + rest + "}";
}

TEST_F(Timeline, A15_OlderFilesComeFirstAndOthersAreLeftOut) {
  const std::string old = Line("22:14:00", R"("address":"192.0.2.1")");
  const std::string fresh = Line("22:15:00", R"("principal":"alice")");
  folder_.Write("events.jsonl.1", old + "\n" + Line("22:14:01", R"("address":"192.0.2.10")") + "\n");
  folder_.Write("events.jsonl", fresh + "\nhalf a li");
  EXPECT_EQ(About({{SubjectKind::kAddress, "192.0.2.1"}, {SubjectKind::kAccount, "alice"}}),
            (std::vector<std::string>{old, fresh}));
  EXPECT_TRUE(About({{SubjectKind::kGate, ""}}).empty());
}

TEST_F(Timeline, A15_WhatIsOlderThanTheIncidentAndWhatIsTooMuchIsLeftOut) {
  std::string text = Line("22:00:00", R"("address":"192.0.2.1")") + "\n";
  for (size_t i = 0; i < kMaxTimeline + 5; ++i) {
    text += Line("22:20:00", R"("address":"192.0.2.1","n":)" + std::to_string(i)) + "\n";
  }
  folder_.Write("events.jsonl", text);
  const auto lines = About({{SubjectKind::kAddress, "192.0.2.1"}});
  ASSERT_EQ(lines.size(), kMaxTimeline);
  EXPECT_TRUE(lines.front().ends_with("\"n\":5}"));
}

}  // namespace
}  // namespace gatehouse::incidents
