// What was found in a field, and why: one finding per family, each with the name of its strongest signal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::field {

// The context in which the text would take effect: a query, a page, a command line, a file name, a header.
enum class Family : uint8_t { kNone, kSql, kMarkup, kCommand, kPath, kHeader };
inline constexpr size_t kFamilyCount = 6;
[[nodiscard]] constexpr uint8_t BitOf(Family family) {
  return static_cast<uint8_t>(1U << static_cast<unsigned>(family));
}
inline constexpr uint8_t kAllFamilies = 0b111110;

// Confidence of a signal, from 0 to 1. The mode "balanced" refuses scores of at least kRefuse, "strict" of at least
// kSuspect.
inline constexpr double kSure = 1.0;
inline constexpr double kStrong = 0.9;
inline constexpr double kRefuse = 0.7;
inline constexpr double kSuspect = 0.4;

struct Finding {
  Family family = Family::kNone;
  double score = 0;
  std::string_view signal;  // "union select"; static
};

// Keeps the strongest finding.
class Strongest {
 public:
  explicit Strongest(uint8_t families = kAllFamilies) : families_(families) {}

  void Tell(Family family, double score, std::string_view signal) {
    if (score > best_.score && (families_ & BitOf(family)) != 0) best_ = {family, score, signal};
  }
  void Tell(const Finding& finding) { Tell(finding.family, finding.score, finding.signal); }
  [[nodiscard]] bool sure() const { return best_.score >= kSure; }
  [[nodiscard]] const Finding& best() const { return best_; }

 private:
  uint8_t families_;  // one bit per Family to be judged
  Finding best_;
};

}  // namespace gatehouse::field
