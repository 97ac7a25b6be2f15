// Detection (rows A14 C14): events in, findings out. It reads no clock, only the times of events, so that the same log
// always gives the same findings. The rules bound the memory (windows.h, baselines.h), whatever the number of
// addresses. Shown by engine_test.cc; bench/detect_bench.cc measures the speed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/baselines.h"
#include "detect/finding.h"
#include "detect/rule.h"
#include "detect/windows.h"
#include "events/parsed_event.h"

namespace gatehouse::detect {

class Engine {
 public:
  // `ipv6_bits`: what of an IPv6 address is one client, as for the gate's limits; findings name that network.
  explicit Engine(std::vector<Rule> rules, int ipv6_bits = 64);

  // What the event makes full, added to `found`. `line` is the event as it stands in the log at `position`; evidence
  // for which only its position is remembered has an empty line.
  void Take(const events::ParsedEvent& event, std::string_view line, Position position, std::vector<Finding>& found);

  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

 private:
  struct Watch {
    std::optional<Windows> windows;
    std::optional<Baselines> baselines;
  };
  void SetKey(const Rule& rule, const events::ParsedEvent& event, const Subject& subject);
  void MakeGood(const events::ParsedEvent& event);
  [[nodiscard]] std::optional<Finding> Ask(size_t rule, const events::ParsedEvent& event, const Subject& subject,
                                           Position position);

  int ipv6_bits_;
  std::vector<Rule> rules_;
  std::vector<Watch> watches_;                  // of each rule
  std::vector<std::vector<size_t>> asked_;      // for each type and reason: the rules to ask
  std::vector<std::vector<size_t>> made_good_;  // for each type: the rules of which it takes back what was counted
  std::string key_;                             // of a subject, reused
};

// "5 minutes", "1 hour", "90 seconds"
[[nodiscard]] std::string InWords(std::chrono::seconds duration);

}  // namespace gatehouse::detect
