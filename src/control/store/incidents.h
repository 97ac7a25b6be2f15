// Incidents (rows A15 B17): opened by findings, taken through their stages by people, with everything that happened and
// who did it. Shown by incident_book_test.cc.
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
  gate::Severity severity = gate::Severity::kMedium;  // of its worst finding
  std::string rule = {};                              // of its first finding, as are subject and sentence
  detect::Subject subject = {};
  std::string sentence = {};
  base::Wall opened{};
  base::Wall changed{};       // by a finding or by a person
  base::Wall last_finding{};  // by the clock of its events
  int64_t findings = 0;
  int64_t subjects = 1;      // how many different ones its findings are about
  std::string lessons = {};  // learned; there when it is closed

  friend bool operator==(const Incident&, const Incident&) = default;
};

// One line of an incident's history. What it may hold is bounded: what comes beyond is counted, not kept.
inline constexpr int64_t kMaxFindingEntries = 500;  // of one incident
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

void AddIncident(Transaction& transaction, Incident& incident);  // gives it its id
[[nodiscard]] std::optional<Incident> FindIncident(Transaction& transaction, int64_t id);
// The newest first; only open ones where `open` says so.
[[nodiscard]] std::vector<Incident> NewestIncidents(Transaction& transaction, bool open, int limit);
// An open one that the finding belongs to: about the same subject, else by the same rule with a finding since then.
[[nodiscard]] std::optional<Incident> OpenIncidentFor(Transaction& transaction, const detect::Finding& finding,
                                                      base::Wall same_rule_since);
// Everything but id and opened. False where there is none.
[[nodiscard]] bool UpdateIncident(Transaction& transaction, const Incident& incident);
[[nodiscard]] int64_t CountIncidents(Transaction& transaction, IncidentStage stage);

// True if the subject is new to the incident; one beyond kMaxSubjects is not kept, and new each time.
bool AddIncidentSubject(Transaction& transaction, int64_t incident, const detect::Subject& subject);
[[nodiscard]] std::vector<detect::Subject> IncidentSubjects(Transaction& transaction, int64_t incident);
// False where the incident has as many as it may: of findings, or of all.
bool AddIncidentEntry(Transaction& transaction, int64_t incident, IncidentEntry entry);
[[nodiscard]] std::vector<IncidentEntry> IncidentEntries(Transaction& transaction, int64_t incident);  // oldest first
void ForgetIncidents(Transaction& transaction, base::Wall closed_before);

}  // namespace gatehouse::store
