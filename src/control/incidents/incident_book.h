// The incidents as they are kept: findings open them or join them, people take them through their stages. Every change
// is one transaction, with who made it and when. Shown by incident_book_test.cc.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "control/store/database.h"
#include "control/store/incidents.h"

namespace gatehouse::incidents {

// A finding by the same rule joins an incident about somebody else if its last finding is no older than this: an attack
// from many addresses is one incident.
inline constexpr std::chrono::minutes kSameRuleJoins{15};
// Closed incidents are kept for so long.
inline constexpr std::chrono::days kIncidentsKept{400};
inline constexpr size_t kMaxNoteBytes = 4000;
inline constexpr size_t kMaxWhoBytes = 128;

class IncidentBook {
 public:
  explicit IncidentBook(store::Database& database) : database_(database) {}

  // In the transaction that writes the finding, after it. A finding never lowers the severity. It raises the one that
  // somebody has assessed only if it is more severe than every finding before: more of the same is no news.
  struct Taken {
    store::Incident incident;
    bool opened = false;
    bool worse = false;  // than every finding before, and than it was assessed
  };
  static Taken Take(store::Transaction& sql, const store::StoredFinding& finding);

  // An incident with all that happened.
  struct Whole {
    store::Incident incident;
    std::vector<detect::Subject> subjects;
    std::vector<store::IncidentEntry> entries;
  };
  [[nodiscard]] base::Result<std::optional<Whole>> Find(int64_t id) const;
  [[nodiscard]] base::Result<std::vector<store::Incident>> Newest(bool open, int limit) const;

  // What a person does. An Error that says why where it cannot be: kNoSuch names an incident that is not there.
  struct Act {
    int64_t incident = 0;
    std::optional<store::IncidentStage> stage = {};  // empty: a note
    // Empty: it stays. With kAssessed, an incident that was assessed before keeps its stage.
    std::optional<gate::Severity> severity = {};
    std::string who = {};
    std::string text;       // the note, or the lessons learned of a closed one
    std::string done = {};  // what was done to contain it, in words
  };
  static constexpr std::string_view kNoSuch = "There is no such incident";
  // `also` is done in the same transaction.
  using Also = std::function<void(store::Transaction&, const store::Incident& before, const store::Incident& after)>;
  [[nodiscard]] base::Result<store::Incident> Do(const Act& act, base::Wall now, const Also& also = {});

  void Forget(base::Wall now);

 private:
  store::Database& database_;
};

}  // namespace gatehouse::incidents
