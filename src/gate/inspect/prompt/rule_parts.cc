#include "gate/inspect/prompt/rule_parts.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gatehouse::prompt {
namespace {

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

// One alternative, cut at its gaps. The shortest gap that is worth it: shorter ones are left to the automaton.
constexpr uint32_t kShortestGap = 12;

std::optional<Lead> LeadOf(std::string_view regex) {
  constexpr std::string_view kQuantifiers = "?*+{";
  if (AlternativesOf(regex).size() > 1) return std::nullopt;
  std::optional<size_t> begin;
  int depth = 0;
  for (size_t at = 0; at < regex.size(); at += ElementSize(regex.substr(at))) {
    const char c = regex[at];
    if (c == '(' && depth == 0 && !begin && !regex.substr(at).starts_with("(?:")) begin = at;
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c != ')' || depth != 0 || !begin) continue;
    const std::string_view behind = regex.substr(at + 1);
    if (!behind.empty() && kQuantifiers.contains(behind.front())) return std::nullopt;  // it may be missing
    const std::string_view lead = regex.substr(*begin + 1, at - *begin - 1);
    return Lead{std::string(lead), Sum(FactsOf(regex.substr(0, *begin)).most, FactsOf(lead).most),
                FactsOf(behind).most};
  }
  return std::nullopt;
}

}  // namespace

Part PartOf(std::string regex, uint32_t gap, std::string stops) {
  Part part{std::move(regex), gap, std::move(stops), {}, {}};
  part.facts = FactsOf(part.regex);
  part.lead = LeadOf(part.regex);
  return part;
}

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
  // An automaton that stops where the text's beginning does is cheap.
  const auto anchored = [](const Chain& begun) { return begun.front().regex.starts_with('^'); };
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
    const Gap gap = depth == 0 && !anchored(chain) ? GapAt(rest) : Gap{};
    if (gap.bytes >= kShortestGap) {
      chain.push_back({{}, gap.bytes, gap.stops, {}, {}});
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
  if (!whole.empty()) chains.push_back({{whole, 0, {}, {}, {}}});
  for (Chain& each : chains) {
    for (Part& part : each) part = PartOf(std::move(part.regex), part.gap, std::move(part.stops));
  }
  return chains;
}

}  // namespace gatehouse::prompt
