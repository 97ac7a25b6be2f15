#include "gate/inspect/pattern.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace gatehouse::gate {
namespace {

// Selects libstdc++'s breadth-first matcher: each position of the text is visited once per state, and the stack does
// not grow with the text. It refuses back-references, which cannot be matched that way.
constexpr auto kSyntax = std::regex::ECMAScript | std::regex::nosubs | std::regex_constants::__polynomial;

size_t Times(size_t weight, size_t count) {
  return std::min(weight * std::max<size_t>(count, 1), kMaxPatternStates + 1);
}

// The last number of "{3}", "{3,}" or "{3,5}" at the start of `rest`; 1 if there is no repetition.
size_t TakeRepetition(std::string_view& rest) {
  const size_t end = rest.find('}');
  if (end == std::string_view::npos) return 1;
  size_t most = 1;
  for (const char* at = rest.data() + 1; at < rest.data() + end;) {
    size_t count = 0;
    const auto [next, error] = std::from_chars(at, rest.data() + end, count);
    if (error == std::errc::result_out_of_range) count = kMaxPatternStates + 1;
    most = std::max(most, count);
    at = next + 1;
  }
  rest.remove_prefix(end);
  return most;
}

// Approximate number of states of the pattern with every repetition expanded, as std::regex does; std::regex has no
// limit that would keep the stack small.
size_t States(std::string_view text) {
  std::vector<size_t> sums = {0};  // of the open groups
  size_t last = 0;                 // the states that a repetition would repeat
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(1)) {
    switch (rest[0]) {
      case '(':
        sums.push_back(1);
        last = 0;
        continue;
      case ')':
        last = sums.back();
        if (sums.size() > 1) sums.pop_back();
        break;
      case '{': {
        sums.back() -= last;
        last = Times(last, TakeRepetition(rest));
        break;
      }
      case '[':
        while (rest.size() > 1 && rest[0] != ']') rest.remove_prefix(rest[0] == '\\' && rest.size() > 2 ? 2 : 1);
        last = 1;
        break;
      case '\\':
        if (rest.size() > 1) rest.remove_prefix(1);
        last = 1;
        break;
      default:
        last = 1;
    }
    sums.back() = std::min(sums.back() + last, kMaxPatternStates + 1);
  }
  size_t all = 0;
  for (const size_t sum : sums) all += sum;
  return all;
}

}  // namespace

base::Result<Pattern> Pattern::Compile(std::string_view text) {
  if (text.size() > kMaxPatternBytes) return base::Fail("The pattern has more than 1024 bytes");
  if (text.contains('\0')) return base::Fail("The pattern contains a NUL");
  if (States(text) > kMaxPatternStates) return base::Fail("The pattern repeats too much", {}, "lower its {n} bounds");
  try {
    // Compiled alone first: "a)|(b" is only valid inside the brackets below.
    (void)std::regex(text.begin(), text.end(), kSyntax);
    std::string anywhere = "[\\s\\S]*(?:";
    anywhere.append(text).append(")[\\s\\S]*");
    return Pattern(std::regex(anywhere, kSyntax));
  } catch (const std::regex_error& error) {
    if (error.code() == std::regex_constants::error_complexity || error.code() == std::regex_constants::error_backref) {
      return base::Fail("The pattern has a back-reference, which takes exponential time to match");
    }
    return base::Fail("Not a regular expression of ECMA-262");
  }
}

bool Pattern::Matches(std::string_view text) const {
  return Reads(text) && std::regex_match(text.begin(), text.end(), regex_);
}

}  // namespace gatehouse::gate
