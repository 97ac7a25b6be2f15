// What an audit finds: rules, findings with their place, evidence for what is in order. One scale of severity for our
// own checks and for every scanner. Shown by finding_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::audit {

enum class Severity : uint8_t { kNote, kLow, kMedium, kHigh, kCritical };
[[nodiscard]] std::string_view Name(Severity severity);  // "note" "low" "medium" "high" "critical"
[[nodiscard]] std::optional<Severity> SeverityNamed(std::string_view name);

// In the repository; line and column are counted from one, 0 where there is none.
struct Place {
  std::string file;
  size_t line = 0;
  size_t column = 0;

  [[nodiscard]] std::string Text() const;  // "Dockerfile:3:1"
  friend auto operator<=>(const Place&, const Place&) = default;
};

// One thing that a check looks at. The tables of checks/ hold them; they live as long as the program.
struct Rule {
  std::string_view id;  // "docker-root-user"
  Severity severity;
  std::string_view title;  // what is right, as a sentence: "The image does not run as root"
  std::string_view fix;    // what to do where it is not
};

struct Finding {
  std::string tool;  // "gatehouse", "bandit"
  std::string rule;
  Severity severity = Severity::kMedium;
  Place place;
  std::string what;  // never a secret
  std::string fix;
  std::string accepted;              // the reason that stands in the file beside it; empty: not accepted
  std::string package;               // of a vulnerable dependency: "jinja2 2.4.1"
  std::vector<std::string> ids;      // its numbers: CVE-…, GHSA-…, PYSEC-…
  std::vector<std::string> also_by;  // "safety 54679": other tools that found the same
};

inline constexpr size_t kMaxShown = 256;  // bytes of a name or a text that is shown in a finding

// The text, or its beginning with "…" behind it: a long name that many findings show must not make a report as large as
// the square of the file.
[[nodiscard]] std::string Shown(std::string_view text, size_t max_bytes = kMaxShown);

// What was looked at and is in order.
struct Evidence {
  Place place;
  std::string what;
};

enum class State : uint8_t { kPass, kFail, kNotApplicable, kNotRun };
[[nodiscard]] std::string_view Name(State state);  // "pass" "fail" "not applicable" "not run"

struct RuleResult {
  const Rule* rule = nullptr;
  State state = State::kNotApplicable;
  std::string why;  // of kNotRun
  size_t passes = 0;
  std::vector<Evidence> evidence;  // the first kMaxEvidence
};
inline constexpr size_t kMaxEvidence = 20;       // that are kept of one rule
inline constexpr size_t kMaxFindings = 100'000;  // of all rules; more are counted as one

// Where checks write. A rule fails by one finding that nobody accepted, passes by evidence alone.
class Results {
 public:
  // Every rule of the table is known, and not applicable so far.
  void Knows(const Rule& rule);
  void Fail(const Rule& rule, Place place, std::string what);
  void Pass(const Rule& rule, Place place, std::string what = {});
  void NotRun(const Rule& rule, std::string why);
  // Something that could not be looked at, which no rule stands for. Several checks may say the same.
  void Leave(std::string file, std::string why);

  [[nodiscard]] std::vector<Finding>& findings() { return findings_; }
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] const std::vector<Evidence>& left_out() const { return left_out_; }
  // In the order in which they became known; states judged by the findings as they are now.
  [[nodiscard]] std::vector<RuleResult> Rules() const;

 private:
  RuleResult& Of(const Rule& rule);

  std::vector<RuleResult> rules_;
  std::map<std::string_view, size_t> index_;
  std::vector<Finding> findings_;
  std::vector<Evidence> left_out_;
  std::set<std::pair<std::string, std::string>> already_left_out_;
};

}  // namespace gatehouse::audit
