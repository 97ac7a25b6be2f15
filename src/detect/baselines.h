// The usual number of events of a subject: counted in consecutive windows of equal length, with a mean of the earlier
// ones that slowly forgets old windows. Bounded memory. Shown by baselines_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace gatehouse::detect {

class Baselines {
 public:
  static constexpr size_t kMaxSubjects = 131'072;
  // Before so many windows have passed since a subject was first seen, nothing is usual and so nothing unusual.
  static constexpr uint64_t kLearning = 6;
  static constexpr double kForgetting = 0.1;  // what the newest window weighs in the mean

  struct Shape {
    uint64_t at_least = 1;
    uint64_t times_usual = 10;
    std::chrono::seconds within{600};
    std::chrono::seconds quiet{0};
    size_t max_subjects = kMaxSubjects;
  };
  explicit Baselines(const Shape& shape) : shape_(shape) {}
  Baselines(const Baselines&) = delete;
  Baselines& operator=(const Baselines&) = delete;
  Baselines(Baselines&&) = default;

  struct Unusual {
    uint64_t events = 0;  // in the window so far
    double usual = 0;     // in a window
  };
  [[nodiscard]] std::optional<Unusual> Add(std::string_view subject, base::Wall time, uint64_t weight);

  [[nodiscard]] size_t subjects() const { return subjects_.size(); }

 private:
  struct Entry {
    std::string subject;
    int64_t window = 0;   // number of the one that is counted
    uint64_t events = 0;  // in it
    uint64_t passed = 0;  // windows before it
    double usual = 0;
    base::Wall quiet_until{};
  };
  using Entries = std::list<Entry>;

  Entry& Touch(std::string_view subject, int64_t window);
  void Pass(Entry& entry, int64_t window) const;

  Shape shape_;
  Entries entries_;  // the one seen last first
  std::unordered_map<std::string_view, Entries::iterator> subjects_;
};

}  // namespace gatehouse::detect
