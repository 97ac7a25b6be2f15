// For tests: every rule made ready, and the notation of rules turned into random characters, the same ones each time.
// No key stands in a file of ours.
#pragma once

#include <charconv>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scan/rule_set.h"
#include "scan/runs.h"

namespace gatehouse::scan {

// Without a cache: made once per program.
inline const RuleSet& EveryRule() {
  static const RuleSet rules = *RuleSet::Make(AllRules(), "");
  return rules;
}

// Calls `on_candidate`, which returns whether to go on, for each candidate of the text.
inline bool EachCandidate(const RuleSet& rules, std::string_view text,
                          const std::function<bool(const patterns::Match&)>& on_candidate) {
  patterns::Scratch scratch;
  std::vector<Run> runs;
  FindRuns(text, runs);
  return rules.Fit(scratch).has_value() && rules.Search(text, runs, scratch, on_candidate).has_value();
}

inline std::string Example(std::string_view text, uint32_t seed = 1) {
  static constexpr std::pair<std::string_view, std::string_view> kSets[] = {
      {"hex", "0123456789abcdef"},
      {"xhex", "0123456789abcdefABCDEF"},
      {"digit", "0123456789"},
      {"lower", "0123456789abcdefghijklmnopqrstuvwxyz"},
      {"upper", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
      {"alnum", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
      {"word", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"},
      {"url", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"},
      {"b64", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/"},
      {"b32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"},
      {"letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
  };
  std::minstd_rand random(seed);
  const auto add = [&](std::string& out, std::string_view set, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      // The ends are letters or digits, so that no sign looks like what follows the key.
      const size_t size = i + 1 == count || i == 0 ? std::min<size_t>(set.size(), 62) : set.size();
      out += set[random() % size];
    }
  };
  std::string made;
  while (!text.empty()) {
    const size_t close = text.find('>');
    if (text.starts_with("<uuid>")) {
      for (const size_t length : {8, 4, 4, 4, 12}) {
        if (length != 8) made += made.ends_with('-') ? "" : "-";
        add(made, kSets[0].second, length);
        if (length != 12) made += "-";
      }
      text.remove_prefix(6);
      continue;
    }
    if (text.front() == '<' && close != std::string_view::npos) {
      const std::string_view inside = text.substr(1, close - 1);
      const size_t colon = inside.find(':');
      size_t count = 0;
      const auto read = std::from_chars(inside.data(), inside.data() + std::min(colon, inside.size()), count);
      if (colon != std::string_view::npos && read.ec == std::errc() && read.ptr == inside.data() + colon) {
        for (const auto& [name, set] : kSets) {
          if (name == inside.substr(colon + 1)) add(made, set, count);
        }
        text.remove_prefix(close + 1);
        continue;
      }
    }
    made += text.front();
    text.remove_prefix(1);
  }
  return made;
}

}  // namespace gatehouse::scan
