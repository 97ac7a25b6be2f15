// One text, searched for secrets: one pass for all rules, then a closer look at each candidate, then once more at what
// stands in base64. One scanner per thread. Shown by text_scanner_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "patterns/database.h"
#include "scan/rule_set.h"
#include "scan/runs.h"

namespace gatehouse::scan {

struct Hit {
  const Rule* rule = nullptr;
  uint32_t number = 0;      // of the rule in its set: the lower, the more telling
  size_t from = 0, to = 0;  // bytes of the text
  bool encoded = false;     // in base64: `from` and `to` are of the base64 text
  std::string secret;
};

class TextScanner {
 public:
  [[nodiscard]] static base::Result<TextScanner> For(const RuleSet& rules);

  // In the order of the text; where two rules find the same bytes, the more telling one. `binary`: only keys that show
  // by their own form are looked for.
  [[nodiscard]] base::Result<std::vector<Hit>> Scan(std::string_view text, bool binary);

 private:
  explicit TextScanner(RuleSet rules) : rules_(std::move(rules)) {}
  [[nodiscard]] base::Result<> Look(std::string_view text, std::span<const Run> runs, bool binary,
                                    std::vector<Hit>& hits);
  [[nodiscard]] base::Result<> LookDecoded(std::string_view text, std::vector<Hit>& hits);

  struct Candidate {
    uint32_t id = 0;
    size_t to = 0;
  };
  RuleSet rules_;
  patterns::Scratch scratch_;
  std::vector<Run> runs_;  // of the text
  std::vector<Candidate> candidates_;
  std::vector<size_t> confirmed_to_;  // per rule: what a match has taken already, or what holds none
};

// A NUL among its first bytes, as git decides it.
[[nodiscard]] bool IsBinary(std::string_view text);
[[nodiscard]] bool LooksUtf16(std::string_view bytes);  // by its byte order mark
// UTF-16 with a byte order mark, as Windows writes it, made UTF-8; false where it is none.
[[nodiscard]] bool FromUtf16(std::string_view bytes, std::string& text);

}  // namespace gatehouse::scan
