#include "gate/inspect/prompt/rule_parts.h"

#include <algorithm>
#include <charconv>

#include "gate/inspect/prompt/marks.h"

namespace gatehouse::prompt {
namespace {

// The length of the expression's element at its start: an escape, a class, or one character.
size_t ElementSize(std::string_view regex) {
  if (regex.front() == '\\') return std::min<size_t>(2, regex.size());
  if (regex.front() != '[') return 1;
  size_t at = 1;
  if (at < regex.size() && regex[at] == '^') ++at;
  if (at < regex.size() && regex[at] == ']') ++at;
  while (at < regex.size() && regex[at] != ']') at += regex[at] == '\\' ? 2 : 1;
  return std::min(at + 1, regex.size());
}

struct Gap {
  size_t size = 0;  // of its text; 0: there is none
  uint32_t bytes = 0;
  std::string stops;
};

// The characters of a negated class; empty for anything else, a range or a class of several characters included.
std::string StopsOf(std::string_view element) {
  if (!element.starts_with("[^") || element.size() < 4) return {};
  std::string stops;
  for (size_t at = 2; at + 1 < element.size(); ++at) {
    if (element[at] == '-') return {};
    if (element[at] == '\\') {
      ++at;
      if (element[at] == 's') return {};
      stops += element[at] == 'n' ? '\n' : element[at];
    } else {
      stops += element[at];
    }
  }
  return stops;
}

Gap GapAt(std::string_view regex) {
  constexpr std::string_view kFromNone = "{0,";
  const size_t element = ElementSize(regex);
  Gap gap{.stops = StopsOf(regex.substr(0, element))};
  if (regex.front() != '.' && gap.stops.empty()) return {};
  const std::string_view count = regex.substr(element);
  if (!count.starts_with(kFromNone)) return {};
  const char* const end_of_regex = regex.data() + regex.size();
  const auto [end, error] = std::from_chars(count.data() + kFromNone.size(), end_of_regex, gap.bytes);
  if (error != std::errc() || end == end_of_regex || *end != '}') return {};
  gap.size = static_cast<size_t>(end - regex.data()) + 1;
  if (gap.size < regex.size() && regex[gap.size] == '?') ++gap.size;
  return gap;
}

Needs NeedsOf(char c) {
  if (IsMark(c)) return Needs::kMark;
  return IsSign(c) ? Needs::kSign : Needs::kNothing;
}

// What all that an element stands for have in common: one character, escaped or not, or a class.
Needs NeedsOfElement(std::string_view element) {
  constexpr std::string_view kDigits = "0-9";
  if (element.front() == '\\') return element.size() == 2 ? NeedsOf(element[1]) : Needs::kNothing;
  if (element == "^" || element == "$") return Needs::kNothing;
  if (element.front() != '[') return NeedsOf(element.front());
  if (element.size() < 3 || element[1] == '^') return Needs::kNothing;
  Needs all = Needs::kMark;
  for (size_t at = 1; at + 1 < element.size(); ++at) {
    if (element.substr(at).starts_with(kDigits)) {
      all = std::min(all, Needs::kSign);
      at += kDigits.size() - 1;
      continue;
    }
    if (element[at] == '\\') ++at;
    const bool range = at + 2 < element.size() && element[at + 1] == '-' && element[at + 2] != ']';
    all = range ? Needs::kNothing : std::min(all, NeedsOf(element[at]));
  }
  return all;
}

// What is true of every match.
struct Facts {
  uint32_t least = 0;  // bytes
  Needs needs = Needs::kNothing;
};

// Reads an expression from the left and adds up what each element takes at least.
class FactsReader {
 public:
  explicit FactsReader(std::string_view regex) : rest_(regex) {}

  Facts Alternatives() {
    Facts facts = Sequence();
    while (!rest_.empty() && rest_.front() == '|') {
      rest_.remove_prefix(1);
      const Facts other = Sequence();
      facts = {std::min(facts.least, other.least), std::min(facts.needs, other.needs)};
    }
    return facts;
  }

 private:
  Facts Sequence() {
    Facts facts;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const Facts one = Element();
      const uint32_t times = Times();
      facts.least += one.least * times;
      if (times > 0) facts.needs = std::max(facts.needs, one.needs);
    }
    return facts;
  }

  Facts Element() {
    if (rest_.front() == '(') {
      rest_.remove_prefix(rest_.starts_with("(?:") ? 3 : 1);
      const Facts facts = Alternatives();
      if (!rest_.empty()) rest_.remove_prefix(1);
      return facts;
    }
    const bool no_width =
        rest_.front() == '^' || rest_.front() == '$' || rest_.starts_with("\\b") || rest_.starts_with("\\B");
    const std::string_view element = rest_.substr(0, ElementSize(rest_));
    rest_.remove_prefix(element.size());
    return {no_width ? 0U : 1U, no_width ? Needs::kNothing : NeedsOfElement(element)};
  }

  // How often at least: what a quantifier says, else once.
  uint32_t Times() {
    uint32_t times = 1;
    if (rest_.empty()) return times;
    if (rest_.front() == '{') {
      times = 0;
      (void)std::from_chars(rest_.data() + 1, rest_.data() + rest_.size(), times);
      rest_.remove_prefix(std::min(rest_.find('}'), rest_.size() - 1) + 1);
    } else if (rest_.front() == '?' || rest_.front() == '*' || rest_.front() == '+') {
      times = rest_.front() == '+' ? 1 : 0;
      rest_.remove_prefix(1);
    } else {
      return times;
    }
    if (!rest_.empty() && rest_.front() == '?') rest_.remove_prefix(1);
    return times;
  }

  std::string_view rest_;
};

// One alternative, cut at its gaps. The shortest gap that is worth it: shorter ones are left to the automaton.
constexpr uint32_t kShortestGap = 12;

}  // namespace

uint32_t LeastBytes(std::string_view regex) { return FactsReader(regex).Alternatives().least; }

Needs NeedsOf(std::string_view regex) { return FactsReader(regex).Alternatives().needs; }

std::vector<std::string> AlternativesOf(std::string_view regex) {
  std::vector<std::string> alternatives(1);
  int depth = 0;
  while (!regex.empty()) {
    const char c = regex.front();
    if (c == '(') ++depth;
    if (c == ')') --depth;
    const size_t size = ElementSize(regex);
    if (c == '|' && depth == 0) {
      alternatives.emplace_back();
    } else {
      alternatives.back() += regex.substr(0, size);
    }
    regex.remove_prefix(size);
  }
  return alternatives;
}

std::vector<Chain> PartsOf(std::string_view regex) {
  std::vector<Chain> chains;
  std::string whole;  // the alternatives without a gap
  Chain chain(1);
  int depth = 0;
  const auto finish = [&] {
    if (chain.size() > 1) {
      chains.push_back(std::move(chain));
    } else {
      whole += (whole.empty() ? "" : "|") + chain.front().regex;
    }
    chain = Chain(1);
  };
  for (size_t at = 0; at < regex.size();) {
    const std::string_view rest = regex.substr(at);
    const Gap gap = depth == 0 ? GapAt(rest) : Gap{};
    if (gap.bytes >= kShortestGap) {
      chain.push_back({{}, gap.bytes, gap.stops, 0});
      at += gap.size;
      // What the next part begins with may stand at the gap's end.
      if (at < regex.size()) std::erase(chain.back().stops, regex[at]);
      continue;
    }
    if (depth == 0 && rest.front() == '|') {
      finish();
      ++at;
      continue;
    }
    if (rest.front() == '(') ++depth;
    if (rest.front() == ')') --depth;
    const size_t size = ElementSize(rest);
    chain.back().regex += rest.substr(0, size);
    at += size;
  }
  finish();
  if (!whole.empty()) chains.push_back({{whole, 0, {}, 0}});
  for (Chain& each : chains) {
    for (Part& part : each) part.least = LeastBytes(part.regex);
  }
  return chains;
}

}  // namespace gatehouse::prompt
