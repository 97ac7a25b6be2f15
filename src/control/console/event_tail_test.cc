#include "control/console/event_tail.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/testing_folder.h"

namespace gatehouse::console {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};  // 2023-11-14T22:13:20

std::string Refusal(const std::string& address, const std::string& more = "") {
  return R"({"time":"2023-11-14T22:13:20.000Z","type":"refused","severity":"low","reason":"token_missing","mode":"enforced",)"
         R"("address":")" +
         address + "\"" + more + R"(,"policy_generation":1})" + "\n";
}

class EventTailTest : public ::testing::Test {
 protected:
  void Write(const std::string& text) { std::ofstream(folder_.At("events.jsonl"), std::ios::app) << text; }
  base::testing::Folder folder_;
};

TEST_F(EventTailTest, A14_ReadsOnAfterARotationAndPassesByWhatIsNoEvent) {
  EventTail tail(folder_.At("events.jsonl"));
  tail.CatchUp();
  EXPECT_EQ(tail.last(), 0U);
  Write(Refusal("192.0.2.1") + "half a line\n" + Refusal("192.0.2.2"));
  tail.CatchUp();
  std::filesystem::rename(folder_.At("events.jsonl"), folder_.At("events.jsonl.1"));
  Write(Refusal("192.0.2.3"));
  tail.CatchUp();
  const auto lines = tail.After(1, 10);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[1].text.contains("192.0.2.3"));
  EXPECT_EQ(lines[1].number, 3U);
  EXPECT_EQ(tail.After(0, 1).front().number, 3U);
}

TEST_F(EventTailTest, A14_SaysWhoWasRefusedMostWithinTheHour) {
  EventTail tail(folder_.At("events.jsonl"));
  Write(Refusal("192.0.2.1") + Refusal("192.0.2.2", R"(,"count":40)") +
        Refusal("192.0.2.1", R"(,"principal":"alice")"));
  tail.CatchUp();
  const auto callers = tail.MostRefused(kNow, 2);
  ASSERT_EQ(callers.size(), 2U);
  EXPECT_EQ(callers[0].name, "192.0.2.2");
  EXPECT_EQ(callers[0].count, 40U);
  EXPECT_TRUE(tail.MostRefused(kNow + std::chrono::minutes(61), 2).empty());
}

TEST_F(EventTailTest, A14_IsBoundedWhateverIsWritten) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += Refusal("192.0." + std::to_string(i / 250) + "." + std::to_string(i % 250));
  Write(text);
  EventTail tail(folder_.At("events.jsonl"));
  tail.CatchUp();
  EXPECT_EQ(tail.last(), 5000U);
  EXPECT_EQ(tail.After(0, 10'000).size(), EventTail::kKeptLines);
  EXPECT_EQ(tail.MostRefused(kNow, 10'000).size(), EventTail::kMostCallers);
}

}  // namespace
}  // namespace gatehouse::console
