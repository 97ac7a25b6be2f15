// The console's data as JSON text, one function per view. Tests: console_data_test.cc and
// tests/watch/test_console.py.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "control/alerts/channel.h"
#include "control/console/event_tail.h"
#include "control/console/history.h"
#include "control/store/database.h"
#include "detect/rule.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::console {

struct SummaryInput {
  std::string_view who;
  const gate::Policy& policy;
  const state::Region& region;
  const EventTail& tail;
  const History& history;
  std::vector<alerts::AlertChannelQueue::State> receivers;
  int64_t open_incidents = 0;
  base::Wall now;
};
[[nodiscard]] std::string SummaryJson(const SummaryInput& input);
// {"number": N, "event": {…}}, from a line of the log.
[[nodiscard]] std::string EventJson(const EventTail::Line& line);
[[nodiscard]] std::string EventsJson(const std::vector<EventTail::Line>& lines);
[[nodiscard]] std::string BlocksJson(const state::Region& region, base::Wall now);
[[nodiscard]] base::Result<std::string> DropletsJson(store::Database& database);
[[nodiscard]] base::Result<std::string> KeysJson(store::Database& database, base::Wall now);
// The active rules, and rules with findings, with their results; from the newest kMostFindings findings.
inline constexpr int kMostFindings = 1000;
[[nodiscard]] base::Result<std::string> RulesJson(store::Database& database, const std::vector<detect::Rule>& rules);

}  // namespace gatehouse::console
