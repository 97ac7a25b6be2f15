#include "gate/inspect/prompt/families.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gate/inspect/prompt/matcher.h"
#include "gate/inspect/prompt/normalise.h"

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
  const auto matcher = Matcher::Make(AllFamilies(), {});
  ASSERT_TRUE(matcher) << matcher.error().Text();
  auto state = matcher->Fit();
  ASSERT_TRUE(state) << state.error().Text();
  for (size_t number = 0; number < matcher->entries().size(); ++number) {
    const Rule& rule = *matcher->entries()[number].rule;
    const auto meets = [&](std::string_view text) {
      return Holds(matcher->Scan(Normalised(text), ReadBy::kAnyone, *state), number);
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
  const auto matcher = Matcher::Make(AllFamilies(), {});
  ASSERT_TRUE(matcher) << matcher.error().Text();
  auto state = *matcher->Fit();
  for (size_t number = 0; number < matcher->entries().size(); ++number) {
    const Rule& rule = *matcher->entries()[number].rule;
    if (rule.regex.contains('^')) continue;  // some of their examples match at the beginning only
    for (const std::string_view example : rule.matches) {
      for (size_t at = 0; !example.empty() && at < kBlock; ++at) {
        const std::string text = Normalised(std::string(kBlock + at, 'v') + " " + std::string(example));
        ASSERT_TRUE(Holds(matcher->Scan(text, ReadBy::kAnyone, state), number)) << rule.name << ": " << text;
      }
    }
  }
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
