// Sliding windows over events, one per subject, in bounded memory: how many events, or different values, there were
// within the last `within`. The time is that of the events. Shown by windows_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "detect/finding.h"

namespace gatehouse::detect {

class Windows {
 public:
  // Of one rule. Beyond them the subject that was seen longest ago is forgotten.
  static constexpr size_t kMaxSubjects = 65'536;
  static constexpr size_t kMaxSightings = 1 << 19;

  struct Shape {
    uint64_t at_least = 1;
    std::chrono::seconds within{0};
    std::chrono::seconds quiet{0};
    bool distinct = false;                 // `at_least` different values, not events
    std::chrono::seconds despite_wait{0};  // Rule::despite_wait
    size_t max_subjects = kMaxSubjects;
    size_t max_sightings = kMaxSightings;
  };
  explicit Windows(const Shape& shape) : shape_(shape) {}
  // Sightings are found by views into the subjects.
  Windows(const Windows&) = delete;
  Windows& operator=(const Windows&) = delete;
  Windows(Windows&&) = default;

  struct Full {
    uint64_t events = 0;
    uint64_t different = 0;  // values
    base::Wall first;
    std::vector<Position> newest;  // oldest first, at most kMostEvidence
    bool any_observed = false;
  };
  struct Sighting {
    base::Wall time;
    uint64_t weight = 1;  // events
    uint64_t value = 0;   // a hash of what is counted if different
    uint64_t source = 0;  // a hash of who and from where, for TakeBack
    Position position;
    bool observed = false;
  };
  // What the window holds if it is full with this one; it is empty afterwards, and nothing is counted while quiet.
  // `wait`: how long the sighted one was told to wait.
  [[nodiscard]] std::optional<Full> Add(std::string_view subject, const Sighting& sighting,
                                        std::chrono::seconds wait = std::chrono::seconds(0));
  // Nothing of this source counts any longer, nor the newest of `nameless`: the person who mistyped a name has found
  // it.
  void TakeBack(std::string_view subject, uint64_t source, uint64_t nameless);

  [[nodiscard]] size_t subjects() const { return subjects_.size(); }
  [[nodiscard]] size_t sightings() const { return sightings_; }

 private:
  struct Entry {
    std::string subject;
    std::vector<Sighting> sightings;  // oldest first; fewer than at_least
    base::Wall quiet_until{};
    base::Wall told_at{};  // to wait, until wait_until
    base::Wall wait_until{};
  };
  using Entries = std::list<Entry>;

  Entry& Touch(std::string_view subject);
  void Forget(Entry& entry, base::Wall before);
  [[nodiscard]] bool WentOn(Entry& entry, base::Wall time, std::chrono::seconds wait) const;
  void KeepBounds();

  Shape shape_;
  Entries entries_;  // the one seen last first
  std::unordered_map<std::string_view, Entries::iterator> subjects_;
  size_t sightings_ = 0;
};

}  // namespace gatehouse::detect
