#include "events/event_type.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "events/format.h"

namespace gatehouse::events {
namespace {

TEST(EventType, A14_EachHasANameOfItsOwnThatReadersFind) {
  std::set<std::string_view> names;
  for (const EventTypeInfo& info : AllEventTypes()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(Describe(info.type).name, info.name);
    EXPECT_EQ(EventTypeNamed(info.name), info.type);
    EXPECT_LE(info.name.size(), kMaxWord);
    EXPECT_EQ(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << info.name;
    EXPECT_FALSE(info.sentence.empty() || info.sentence.ends_with('.')) << info.name;
  }
  EXPECT_EQ(EventTypeNamed("refuse"), std::nullopt);
  EXPECT_EQ(EventTypeNamed(""), std::nullopt);
}

TEST(EventType, A14_AReasonSaysHowSevereItsEventIs) {
  EXPECT_EQ(SeverityOf(type::kRefused, gate::Reason::kTokenSignature), gate::Severity::kHigh);
  EXPECT_EQ(SeverityOf(type::kCutOff, gate::Reason::kTokenExpired), gate::Severity::kLow);
  EXPECT_EQ(SeverityOf(type::kOrdersNotInForce, gate::Reason::kAllowed), gate::Severity::kCritical);
  EXPECT_EQ(SeverityOf(type::kLogin, gate::Reason::kAllowed), gate::Severity::kInfo);
}

// The table of doc/events.md is this list, row by row. On a failure the message is the table to paste there.
TEST(EventType, A14_ThePageHasTheTable) {
  std::ifstream file(std::string(GATEHOUSE_SOURCE_DIR) + "/doc/events.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  std::string table = "| type | severity | about | |\n|---|---|---|---|\n";
  for (const EventTypeInfo& info : AllEventTypes()) {
    const bool by_reason =
        info.type == type::kRefused || info.type == type::kCutOff || info.type == type::kUpstreamError;
    table += "| `" + std::string(info.name) + "` | " + (by_reason ? "the reason's" : std::string(Name(info.severity))) +
             " | " + std::string(Name(info.subject)) + " | " + std::string(info.sentence) + " |\n";
  }
  EXPECT_TRUE(page.contains(table)) << table;
}

}  // namespace
}  // namespace gatehouse::events
