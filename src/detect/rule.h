// A detection rule as a value: which events it counts, for which subjects, how many are too many, and what happens
// then. rule_reader.h reads rules from YAML; the built-in ones are in default_rules.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/event_type.h"
#include "gate/request/reason.h"

namespace gatehouse::detect {

// Whom events are counted for. An event that does not name such a one is not counted.
enum class Per : uint8_t {
  kAddress,
  kAccount,
  kDroplet,
  kPrincipal,  // the account or droplet
  kCaller,     // the account or droplet; the address where none is known
  kGate,       // all events together
};
[[nodiscard]] std::string_view Name(Per per);
[[nodiscard]] std::vector<std::string_view> AllPers();

// What is counted: events, or how many different ones of these are among them.
enum class Counted : uint8_t {
  kEvents,
  kPrincipals,  // those that an event names
  kAddresses,
  kNetworks,
  kPaths,
  kAccounts,     // like principals, and each event that names none is one more: nobody knows such an account
  kCredentials,  // different passwords or tokens (`tried`): a client that is stuck with an old one tries the same again
};
[[nodiscard]] std::string_view Name(Counted counted);
[[nodiscard]] std::vector<std::string_view> AllCounted();

inline constexpr uint64_t kMostCounted = 1000;           // `at_least` of a rule without a baseline
inline constexpr std::chrono::hours kLongestWindow{24};  // `within`
inline constexpr std::chrono::hours kLongestBlock{24 * 365};
inline constexpr size_t kMostRules = 200;

struct Rule {
  std::string name;
  std::string what;  // of what there were too many: "failed logins"
  std::vector<events::EventType> events;
  std::vector<gate::Reason> reasons;  // of `refused` and `cut_off` events
  Per per = Per::kAddress;
  Counted counted = Counted::kEvents;
  uint64_t at_least = 1;
  std::chrono::seconds within{0};  // 0 only where at_least is 1
  // So many times what is usual for the same one in a time as long (`at_least` holds too).
  std::optional<uint64_t> times_usual;
  gate::Severity severity = gate::Severity::kMedium;
  bool enforce = false;                           // else it only reports
  std::optional<std::chrono::seconds> block_for;  // what it does where it enforces
  // Such an event takes back what was counted of the same principal from the same address: a person who mistypes gets
  // in in the end, and one who guesses does not.
  std::vector<events::EventType> made_good_by;
  // Counts only what was told to wait (`retry_after`) and went on all the same: not what comes so soon after it was
  // told that it may have been on its way, nor what comes once the wait is over. 0: everything counts.
  std::chrono::seconds despite_wait{0};
  std::chrono::seconds quiet{0};  // after a finding, the same rule says nothing of the same one
};

}  // namespace gatehouse::detect
