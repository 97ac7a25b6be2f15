#include "detect/baselines.h"

#include <algorithm>
#include <cmath>

namespace gatehouse::detect {

Baselines::Entry& Baselines::Touch(std::string_view subject, int64_t window) {
  const auto found = subjects_.find(subject);
  if (found != subjects_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front();
  }
  if (entries_.size() >= shape_.max_subjects) {
    subjects_.erase(entries_.back().subject);
    entries_.pop_back();
  }
  entries_.push_front({.subject = std::string(subject), .window = window});
  subjects_.emplace(entries_.front().subject, entries_.begin());
  return entries_.front();
}

// What was far above the usual does not become usual at once: it weighs no more than what would just have been told.
void Baselines::Pass(Entry& entry, int64_t window) const {
  const auto empty = static_cast<double>(window - entry.window - 1);
  auto counted = static_cast<double>(entry.events);
  if (entry.passed >= kLearning) {
    counted = std::min(counted, std::max(entry.usual, 1.0) * static_cast<double>(shape_.times_usual));
  }
  entry.usual = entry.passed == 0 ? counted : entry.usual + (counted - entry.usual) * kForgetting;
  entry.usual *= std::pow(1 - kForgetting, empty);
  entry.passed += static_cast<uint64_t>(window - entry.window);
  entry.window = window;
  entry.events = 0;
}

std::optional<Baselines::Unusual> Baselines::Add(std::string_view subject, base::Wall time, uint64_t weight) {
  const int64_t window = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()) / shape_.within;
  Entry& entry = Touch(subject, window);
  if (window > entry.window) Pass(entry, window);
  entry.events += weight;
  if (time < entry.quiet_until || entry.passed < kLearning || entry.events < shape_.at_least) return std::nullopt;
  const double most = std::max(entry.usual, 1.0) * static_cast<double>(shape_.times_usual);
  if (static_cast<double>(entry.events) < most) return std::nullopt;
  entry.quiet_until = time + std::max(shape_.quiet, shape_.within);
  return Unusual{.events = entry.events, .usual = entry.usual};
}

}  // namespace gatehouse::detect
