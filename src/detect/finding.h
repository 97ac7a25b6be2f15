// What a rule found in the event log, as a plain value. engine.h creates findings, control/watch/ stores them and
// responds, `gatehouse detect replay` prints them. The same events give the same findings, byte for byte.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gate/request/reason.h"

namespace gatehouse::detect {

// Who or what a finding is about.
enum class SubjectKind : uint8_t {
  kAddress,  // name: the address as text
  kAccount,  // name: a person's, or whatever a foreign issuer calls its subject
  kDroplet,  // name: "droplet:14"
  kToken,    // name: a token's id; for findings of others than the event log
  kIssuer,   // name: an issuer of tokens
  kGate,     // the gate itself; no name
};
inline constexpr size_t kSubjectKinds = 6;
[[nodiscard]] std::string_view Name(SubjectKind kind);  // "address" "account" …
[[nodiscard]] std::optional<SubjectKind> SubjectKindNamed(std::string_view name);

struct Subject {
  SubjectKind kind = SubjectKind::kGate;
  std::string name;
  std::string issuer = {};  // of an account or droplet: whose word its name is

  // "address 192.0.2.1", "account alice", "droplet 14"
  [[nodiscard]] std::string Text() const;
  friend bool operator==(const Subject&, const Subject&) = default;
};

// Where a line of the log begins. `file` is a number that the reader gave it: files of one log are numbered in the
// order in which they were written.
struct Position {
  uint64_t file = 0;
  uint64_t offset = 0;

  // "3:81920": the id of the event that stands there.
  [[nodiscard]] std::string Text() const;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Evidence {
  Position position;
  std::string line;  // as it stands in the log, redacted and bounded; empty where it could not be read again
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// The newest of the events that made the finding; the last is the one that did it.
inline constexpr size_t kMostEvidence = 8;

enum class Action : uint8_t {
  kReport,  // told, nothing more
  kBlock,   // the subject is kept out, for `block_for`
};
[[nodiscard]] std::string_view Name(Action action);  // "report" "block"

struct Finding {
  std::string rule;
  gate::Severity severity = gate::Severity::kMedium;
  Subject subject;
  std::string sentence;  // what happened, in words, with the figures: "5 failed logins in 5 minutes"
  uint64_t events = 0;   // how many events it is made of
  std::vector<Evidence> evidence;
  Action action = Action::kReport;
  std::optional<std::chrono::seconds> block_for;  // with kBlock: before escalation
  bool observed = false;  // the gate only observed what these events tell of, so that nobody is kept out
  base::Wall time;        // of the event that did it
  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace gatehouse::detect
