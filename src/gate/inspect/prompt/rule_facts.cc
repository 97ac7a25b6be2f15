#include "gate/inspect/prompt/rule_facts.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <cmath>

#include "gate/inspect/prompt/marks.h"

namespace gatehouse::prompt {
namespace {

// How often each byte stands in lower-case English text, roughly.
constexpr auto kOdds = [] {
  constexpr double kOfDigit = 0.002;
  constexpr double kOfSign = 0.001;
  constexpr double kBeyondAscii = 0.0005;
  constexpr std::array<double, 26> kOfLetters = {0.065, 0.012, 0.023, 0.031, 0.10,  0.017, 0.016, 0.04,  0.058,
                                                 0.001, 0.006, 0.033, 0.02,  0.057, 0.06,  0.017, 0.001, 0.05,
                                                 0.053, 0.075, 0.023, 0.008, 0.014, 0.002, 0.014, 0.001};
  std::array<double, 256> odds{};
  for (size_t c = 0; c < odds.size(); ++c) odds[c] = c < 0x80 ? kOfSign : kBeyondAscii;
  for (size_t c = '0'; c <= '9'; ++c) odds[c] = kOfDigit;
  for (size_t i = 0; i < kOfLetters.size(); ++i) odds['a' + i] = kOfLetters[i];
  odds[' '] = 0.17;
  odds['\n'] = odds['.'] = odds[','] = 0.01;
  return odds;
}();

using Bytes = std::bitset<256>;

Bytes Between(uint8_t first, uint8_t last) {
  Bytes bytes;
  for (unsigned c = first; c <= last; ++c) bytes.set(c);
  return bytes;
}

// What an escape stands for; `escaped` is the character behind the backslash.
Bytes BytesOfEscape(char escaped) {
  constexpr std::string_view kSpaces = " \n\t\r\v\f";
  Bytes bytes;
  switch (escaped) {
    case 's':
      for (const char c : kSpaces) bytes.set(static_cast<uint8_t>(c));
      return bytes;
    case 'd':
      return Between('0', '9');
    case 'w':
      return Between('a', 'z') | Between('A', 'Z') | Between('0', '9') | Between('_', '_');
    case 'n':
      return bytes.set('\n');
    case 'S':
    case 'D':
    case 'W':
    case 'x':
      return bytes.set();  // one of many: what is not known may be anything
    default:
      return bytes.set(static_cast<uint8_t>(escaped));
  }
}

// All that an element stands for.
Bytes BytesOf(std::string_view element) {
  if (element.front() == '\\') return element.size() == 2 ? BytesOfEscape(element[1]) : Bytes().set();
  if (element == ".") return Bytes().set();
  if (element.front() != '[') return Bytes().set(static_cast<uint8_t>(element.front()));
  if (element.size() < 3 || element.back() != ']') return Bytes().set();
  Bytes bytes;
  const bool negated = element[1] == '^';
  for (size_t at = negated ? 2 : 1; at + 1 < element.size(); ++at) {
    if (element[at] == '\\') {
      bytes |= BytesOfEscape(element[++at]);
    } else if (at + 3 < element.size() && element[at + 1] == '-') {
      bytes |= Between(static_cast<uint8_t>(element[at]), static_cast<uint8_t>(element[at + 2]));
      at += 2;
    } else {
      bytes.set(static_cast<uint8_t>(element[at]));
    }
  }
  return negated ? ~bytes : bytes;
}

Needs NeedsOf(char c) {
  if (IsMark(c)) return Needs::kMark;
  return IsSign(c) ? Needs::kSign : Needs::kNothing;
}

Facts FactsOfElement(std::string_view element) {
  if (element == "\\b" || element == "\\B") return {};
  if (element == "^" || element == "$")
    return {.anchored = true, .holds_end = element == "$", .at_end = element == "$"};
  if (element.size() == 1 && element != ".") {
    const char c = element.front();
    return {.least = 1,
            .most = 1,
            .needs = NeedsOf(c),
            .odds = kOdds[static_cast<uint8_t>(c)],
            .begins_with_letter = c >= 'a' && c <= 'z'};
  }
  Facts facts{.least = 1, .most = 1, .needs = Needs::kMark, .odds = 0};
  const Bytes bytes = BytesOf(element);
  for (size_t c = 0; c < bytes.size(); ++c) {
    if (!bytes[c]) continue;
    facts.needs = std::min(facts.needs, NeedsOf(static_cast<char>(c)));
    facts.odds += kOdds[c];
  }
  facts.odds = std::min(facts.odds, 1.0);
  facts.begins_with_letter = (bytes & ~Between('a', 'z')).none();
  return facts;
}

uint32_t Product(uint32_t a, uint32_t b) { return a != 0 && b > kUnbounded / a ? kUnbounded : a * b; }

// Reads an expression from the left and puts together what each element tells.
class FactsReader {
 public:
  explicit FactsReader(std::string_view regex) : rest_(regex) {}

  Facts Alternatives() {
    Facts facts = Sequence();
    while (!rest_.empty() && rest_.front() == '|') {
      rest_.remove_prefix(1);
      const Facts other = Sequence();
      facts = {std::min(facts.least, other.least), std::max(facts.most, other.most),
               std::min(facts.needs, other.needs), std::min(facts.odds + other.odds, 1.0),
               facts.anchored || other.anchored,   facts.holds_end || other.holds_end,
               facts.at_end && other.at_end,       facts.begins_with_letter && other.begins_with_letter};
    }
    return facts;
  }

 private:
  struct Times {
    uint32_t least = 1;
    uint32_t most = 1;
  };

  Facts Sequence() {
    Facts facts;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const Facts one = Element();
      const Times times = Quantifier();
      if (facts.most == 0) facts.begins_with_letter = one.begins_with_letter && times.least > 0;
      facts.least = Sum(facts.least, Product(one.least, times.least));
      facts.most = Sum(facts.most, Product(one.most, times.most));
      facts.at_end = one.at_end && times.least == 1 && !facts.anchored;
      facts.anchored = facts.anchored || one.anchored;
      facts.holds_end = facts.holds_end || one.holds_end;
      if (times.least == 0) continue;
      facts.needs = std::max(facts.needs, one.needs);
      facts.odds *= times.least == 1 ? one.odds : std::pow(one.odds, times.least);
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
    const std::string_view element = rest_.substr(0, ElementSize(rest_));
    rest_.remove_prefix(element.size());
    return FactsOfElement(element);
  }

  // What a quantifier says; else once.
  Times Quantifier() {
    Times times;
    if (rest_.empty()) return times;
    if (rest_.front() == '{') {
      const std::string_view counts = rest_.substr(1, rest_.find('}') - 1);
      const char* const end = counts.data() + counts.size();
      times.least = 0;
      const char* const behind = std::from_chars(counts.data(), end, times.least).ptr;
      times.most = times.least;
      if (behind != end && *behind == ',') {
        times.most = kUnbounded;
        (void)std::from_chars(behind + 1, end, times.most);
      }
      rest_.remove_prefix(std::min(counts.size() + 2, rest_.size()));
    } else if (rest_.front() == '?' || rest_.front() == '*' || rest_.front() == '+') {
      times.least = rest_.front() == '+' ? 1 : 0;
      times.most = rest_.front() == '?' ? 1 : kUnbounded;
      rest_.remove_prefix(1);
    } else {
      return times;
    }
    if (!rest_.empty() && rest_.front() == '?') rest_.remove_prefix(1);
    return times;
  }

  std::string_view rest_;
};

}  // namespace

uint32_t Sum(uint32_t a, uint32_t b) { return a > kUnbounded - b ? kUnbounded : a + b; }

size_t ElementSize(std::string_view regex) {
  if (regex.front() == '\\') return std::min<size_t>(2, regex.size());
  if (regex.front() != '[') return 1;
  size_t at = 1;
  if (at < regex.size() && regex[at] == '^') ++at;
  if (at < regex.size() && regex[at] == ']') ++at;
  while (at < regex.size() && regex[at] != ']') at += regex[at] == '\\' ? 2 : 1;
  return std::min(at + 1, regex.size());
}

Facts FactsOf(std::string_view regex) { return FactsReader(regex).Alternatives(); }

}  // namespace gatehouse::prompt
