#include "gate/inspect/prompt/families.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gate/inspect/prompt/matcher.h"
#include "gate/inspect/prompt/normalise.h"
#include "gate/inspect/prompt/testing_matcher.h"

namespace gatehouse::prompt {
namespace {

std::string Normalised(std::string_view text) {
  Oddities odd;
  std::vector<char> out(NormalisedBound(text.size()));
  const size_t size = Normalise(text, out, odd);
  return {out.data(), size};
}

bool Holds(std::span<const uint16_t> numbers, size_t number) {
  return std::ranges::find(numbers, number) != numbers.end();
}

TEST(Families, EachExampleMatchesItsRuleAndEachLookAlikeDoesNot) {
  const Matcher& matcher = testing::EveryRule();
  auto state = matcher.Fit();
  ASSERT_TRUE(state) << state.error().Text();
  for (size_t number = 0; number < matcher.entries().size(); ++number) {
    const Rule& rule = *matcher.entries()[number].rule;
    const auto meets = [&](std::string_view text) {
      return Holds(matcher.Scan(Normalised(text), ReadBy::kAnyone, *state), number);
    };
    for (const std::string_view text : rule.matches) {
      EXPECT_TRUE(text.empty() || meets(text)) << rule.name << ": " << text;
    }
    for (const std::string_view text : rule.passes) {
      EXPECT_FALSE(!text.empty() && meets(text)) << rule.name << ": " << text;
    }
    EXPECT_FALSE(rule.matches.front().empty()) << rule.name << " has no example";
    EXPECT_FALSE(rule.passes.front().empty()) << rule.name << " has no look-alike";
  }
}

// Vectorscan reads a text in blocks of 16 to 64 bytes: what is found must not depend on where in one it stands.
TEST(Families, C8_EachExampleMatchesWhereverItStands) {
  constexpr size_t kBlock = 64;
  const Matcher& matcher = testing::EveryRule();
  auto state = *matcher.Fit();
  for (size_t number = 0; number < matcher.entries().size(); ++number) {
    const Rule& rule = *matcher.entries()[number].rule;
    if (rule.regex.contains('^')) continue;  // some of their examples match at the beginning only
    for (const std::string_view example : rule.matches) {
      for (size_t at = 0; !example.empty() && at < kBlock; ++at) {
        const std::string text = Normalised(std::string(kBlock + at, 'v') + " " + std::string(example));
        ASSERT_TRUE(Holds(matcher.Scan(text, ReadBy::kAnyone, state), number)) << rule.name << ": " << text;
      }
    }
  }
}

// A rule whose lead ordinary texts hold is paid for by all of them.
TEST(Families, C8_OrdinaryTextsHoldFewLeads) {
  constexpr std::string_view kTexts[] = {
      "Please read the following report about the harbour and write a short summary for the council. The new pier was "
      "finished in May, two months late, after a storm had damaged the first foundations. Visitors came in larger "
      "numbers than expected, and the cafe at its end had to hire four more people. Costs were four percent above the "
      "plan, mostly for steel. What should the council decide next, and who should be asked before it does?",
      "How do I sort a list of pairs by the second value in Python, and keep the order of those that are equal? I have "
      "tried sorted(pairs, key=lambda p: p[1]) but my colleague says it's not \"stable\". Is that right? Show me a "
      "small example with 3 or 4 pairs, and tell me which version of Python it needs.",
      "Dear team, thank you for your help last week. The printer on the second floor works again, but it prints every "
      "page twice. Could somebody look at it before Friday? We need about 200 copies of the invitation for the summer "
      "party, and the text is still waiting for your corrections. Best wishes, Ada",
      "Explain how bread rises to a child of ten. Use simple words, start with yeast, and do not write more than 150 "
      "words. Then give me three questions that the child may ask, with answers, and a table of what can go wrong.",
  };
  const Matcher& matcher = testing::EveryRule();
  auto state = *matcher.Fit();
  uint64_t bytes = 0;
  uint64_t around = 0;
  for (const std::string_view text : kTexts) {
    const std::string normalised = Normalised(text);
    (void)matcher.Scan(normalised, ReadBy::kAnyone, state);
    bytes += normalised.size();
    around += state.around;
  }
  EXPECT_LE(around * 20, bytes);
}

TEST(Families, NamesAreTheirOwn) {
  std::set<std::string_view> names;
  for (const Family& family : AllFamilies()) {
    for (const Rule& rule : family.rules) EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
  }
  for (const SignalInfo& signal : AllSignals()) {
    EXPECT_EQ(&Describe(signal.signal), &signal);
    EXPECT_TRUE(names.insert(signal.name).second) << signal.name;
  }
}

}  // namespace
}  // namespace gatehouse::prompt
