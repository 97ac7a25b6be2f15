// Every rule, ready: the databases that find candidates, and what confirms a candidate. The only user of RE2 here.
// Immutable; threads share it. Shown by rule_set_test.cc, rules_test.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "patterns/database.h"
#include "scan/rules/rule.h"
#include "scan/runs.h"

namespace gatehouse::scan {

// Bytes of a text, and what was meant in them.
struct Confirmed {
  size_t from = 0, to = 0;  // of the secret
  size_t whole_to = 0;      // of all that the rule's expression took
  std::string_view name;    // what stands in front of the secret, back to the match's beginning
};

class RuleSet {
 public:
  // `cache_folder` keeps the compiled database (patterns/cache.h); empty: it is compiled each time.
  [[nodiscard]] static base::Result<RuleSet> Make(std::span<const Rule* const> rules, const std::string& cache_folder);

  // The ids of candidates are numbers of these.
  [[nodiscard]] std::span<const Rule* const> rules() const;

  // Prepares the scratch for Search.
  [[nodiscard]] base::Result<> Fit(patterns::Scratch& scratch) const;
  // Calls `on_match`, which returns whether to go on, for each candidate; of one rule in the order of their ends.
  // `runs`: the text's (runs.h). Most names of services are looked for only in front of such as may be their keys.
  [[nodiscard]] base::Result<> Search(std::string_view text, std::span<const Run> runs, patterns::Scratch& scratch,
                                      const std::function<bool(const patterns::Match&)>& on_match) const;

  // The secret around a candidate that ends at `trigger_end`; nothing where the rule's whole expression does not match
  // there, or what it takes is a placeholder, too regular, or short of the rule's gates. `nothing_to` is set where a
  // long token was looked through for nothing: the rule's candidates that end before that byte need no look.
  [[nodiscard]] std::optional<Confirmed> Confirm(uint32_t id, std::string_view text, size_t trigger_end,
                                                 size_t& nothing_to) const;

 private:
  struct Parts;
  explicit RuleSet(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<Parts> parts_;
};

}  // namespace gatehouse::scan
