// Incidents (rows A15 B17): opened by findings, taken through their stages by people, with their full
// history. Tests: incident_book_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/store/findings.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

// In the order in which an incident goes through them.
enum class IncidentStage : uint8_t { kDetected, kAssessed, kContained, kInvestigating, kRecovered, kClosed };
inline constexpr size_t kIncidentStages = 6;
[[nodiscard]] std::string_view Name(IncidentStage stage);  // "detected" "assessed" …
[[nodiscard]] std::optional<IncidentStage> IncidentStageNamed(std::string_view name);

struct Incident {
  int64_t id = 0;  // grows
  IncidentStage stage = IncidentStage::kDetected;
  gate::Severity severity = gate::Severity::kMedium;  // by its findings, and by who has assessed it
  std::string rule = {};                              // of its first finding; also subject and sentence
  detect::Subject subject = {};
  std::string sentence = {};
  base::Wall opened{};
  base::Wall changed{};       // last change, by a finding or a person
  base::Wall last_finding{};  // by the time of its events
  int64_t findings = 0;
  int64_t subjects = 1;      // number of different subjects of its findings
  std::string lessons = {};  // lessons learned; set when it is closed

  friend bool operator==(const Incident&, const Incident&) = default;
};

// Limits of an incident's history: entries beyond them are counted but not stored.
inline constexpr int64_t kMaxFindingEntries = 500;  // per incident
inline constexpr int64_t kMaxEntries = 2000;        // notes and stages included
inline constexpr int64_t kMaxSubjects = 1000;
enum class EntryKind : uint8_t { kFinding, kStage, kNote, kBlock };
[[nodiscard]] std::string_view Name(EntryKind kind);  // "finding" "stage" "note" "block"
struct IncidentEntry {
  int64_t number = 0;  // from 1, within the incident
  base::Wall at{};
  std::string who = {};  // "detection", or a person
  EntryKind kind = EntryKind::kNote;
  std::string text = {};
  std::vector<std::string> evidence = {};  // lines of the event log

  friend bool operator==(const IncidentEntry&, const IncidentEntry&) = default;
};

void AddIncident(Transaction& transaction, Incident& incident);  // sets its id
[[nodiscard]] std::optional<Incident> FindIncident(Transaction& transaction, int64_t id);
// Newest first; if `open`, only open ones.
[[nodiscard]] std::vector<Incident> NewestIncidents(Transaction& transaction, bool open, int limit);
// An open incident for the finding: about the same subject, else from the same rule with a finding since that time.
[[nodiscard]] std::optional<Incident> OpenIncidentFor(Transaction& transaction, const detect::Finding& finding,
                                                      base::Wall same_rule_since);
// Updates all columns except id and opened. Returns false if the incident does not exist.
[[nodiscard]] bool UpdateIncident(Transaction& transaction, const Incident& incident);
// Of the findings that the incident is made of, up to that one; those that are forgotten do not count.
[[nodiscard]] gate::Severity MostSevereFinding(Transaction& transaction, const Incident& incident,
                                               int64_t before_id = INT64_MAX);
[[nodiscard]] int64_t CountIncidents(Transaction& transaction, IncidentStage stage);

// Returns true if the subject is new to the incident. One beyond kMaxSubjects is not stored, so it is always new.
bool AddIncidentSubject(Transaction& transaction, int64_t incident, const detect::Subject& subject);
[[nodiscard]] std::vector<detect::Subject> IncidentSubjects(Transaction& transaction, int64_t incident);
// Returns false if the incident has reached its limit of findings or of entries.
bool AddIncidentEntry(Transaction& transaction, int64_t incident, IncidentEntry entry);
[[nodiscard]] std::vector<IncidentEntry> IncidentEntries(Transaction& transaction, int64_t incident);  // oldest first
void ForgetIncidents(Transaction& transaction, base::Wall closed_before);

}  // namespace gatehouse::store
