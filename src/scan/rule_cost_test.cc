// What a rule costs, by counts that are the same on every machine. Vectorscan looks for texts that each expression must
// have, and starts on the expression only where it finds one: an expression without such a text is tried at every byte,
// and alone may cost a fifth of the speed of all. The speed itself is measured by bench/scan_bench.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/filtered_re2.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <limits>
#include <map>

#include "base/bytes.h"
#include "base/file.h"
#include "scan/pattern.h"
#include "scan/rule_set.h"
#include "scan/rules/rule.h"
#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

namespace fs = std::filesystem;

constexpr int kStrong = 3;                     // bytes of a text that an expression must have
constexpr double kHitsPerMegabyte = 6000;      // of such texts: each starts the expression, for some nanoseconds
constexpr double kCandidatesPerMegabyte = 60;  // each is confirmed, for about a microsecond
constexpr double kMostPercent = 5;             // of the speed of all rules together
constexpr size_t kSampleBytes = 2'000'000;

// Rules without a text of three bytes, and what each costs of the speed of all, in percent: the difference between
// `All` and `Without/RULE` of scan_bench. A new one is measured before it is added here; where it costs more, its
// trigger needs a text that keys of the form always have.
const std::map<std::string_view, double> kMeasured = {
    {"htpasswd-hash", 1.5},   {"aws-access-key", 2.5},    {"twilio-key", 1.4},  {"facebook-app-token", 2.1},
    {"bitwarden-token", 2.9}, {"truenas-key", 2.8},       {"asana-token", 2.4}, {"uptimerobot-key", 3.5},
    {"generic-secret", 3.4},  {"discord-bot-token", 2.0}, {"passphrase", 0.7},
};

// Our own sources: code as people write it, and no secret.
std::string Sample() {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(std::string(GATEHOUSE_SOURCE_DIR) + "/src")) {
    const std::string path = entry.path().string();
    const bool is_source = path.ends_with(".cc") || path.ends_with(".h");
    if (is_source && !path.contains("/scan/rules/")) paths.push_back(path);
  }
  std::ranges::sort(paths);
  std::string text;
  for (const std::string& path : paths) {
    if (text.size() < kSampleBytes) text += *base::ReadFile(path);
  }
  return text;
}
const std::string& Text() {
  static const std::string text = Sample();
  return text;
}
double PerMegabyte(size_t count) { return static_cast<double>(count) * 1e6 / static_cast<double>(Text().size()); }

// Texts of at least this many bytes, one of which each match has; none where there are no such texts.
std::vector<std::string> NeededTexts(const Trigger& trigger, int bytes) {
  re2::FilteredRE2 filter(bytes);
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_case_sensitive(!trigger.caseless);
  int id = 0;
  std::vector<std::string> texts;
  std::vector<int> without_text;
  if (filter.Add(trigger.regex, options, &id) != RE2::NoError) return {};
  filter.Compile(&texts);
  filter.AllPotentials({}, &without_text);
  return without_text.empty() ? texts : std::vector<std::string>();
}

TEST(RuleCost, A5_EveryRuleHasATextThatIsLookedForOrIsMeasured) {
  for (const Rule* const rule : AllRules()) {
    const bool strong = !NeededTexts(TriggerOf(*rule), kStrong).empty();
    EXPECT_NE(strong, kMeasured.contains(rule->id))
        << rule->id
        << (strong ? " is strong now: its line in kMeasured can go" : " has no text of three bytes: measure it");
  }
  for (const auto& [id, percent] : kMeasured) {
    EXPECT_NE(FindRule(id), nullptr) << id << " is no rule any more";
    EXPECT_LE(percent, kMostPercent) << id;
  }
}

TEST(RuleCost, A5_TheTextsOfARuleAreRare) {
  const std::string lower = base::AsciiLower(Text());
  ASSERT_GT(lower.size(), 1'000'000U);
  std::map<std::string, size_t> counted;  // rules share some
  for (const Rule* const rule : AllRules()) {
    size_t hits = 0;
    for (const std::string& text : NeededTexts(TriggerOf(*rule), kStrong)) {
      const auto [entry, is_new] = counted.emplace(text, 0);
      for (size_t at = is_new ? lower.find(text) : std::string::npos; at != std::string::npos;
           at = lower.find(text, at + 1)) {
        ++entry->second;
      }
      hits += entry->second;
    }
    EXPECT_LE(PerMegabyte(hits), kHitsPerMegabyte) << rule->id;
  }
}

TEST(RuleCost, A5_FewCandidatesAreConfirmed) {
  const RuleSet& every = EveryRule();
  std::vector<size_t> candidates(AllRules().size());
  ASSERT_TRUE(EachCandidate(every, Text(), [&](const patterns::Match& match) {
    ++candidates[match.id];
    return true;
  }));
  for (size_t i = 0; i < candidates.size(); ++i) {
    // A rule that looks behind telling names finds them all the time in sources that are about tokens, as ours are.
    const bool behind_names = AllRules()[i]->id == "generic-secret";
    EXPECT_LE(PerMegabyte(candidates[i]), kCandidatesPerMegabyte * (behind_names ? 20 : 1)) << AllRules()[i]->id;
  }
}

// How many times as long as with the first `few` of them the pass over the text takes with all of these rules. Past
// some size of one expression, for example, Vectorscan searches the whole text in another way, ten times as slowly.
// Both are timed in turn and the fastest of each counts, until the answer is `enough`: a busy machine takes more
// rounds.
double TimesAsLong(std::span<const Rule* const> rules, size_t few, double enough) {
  constexpr int kFewestRounds = 5;
  constexpr int kMostRounds = 20;
  const RuleSet some = *RuleSet::Make(rules.first(few), "");
  const RuleSet all = *RuleSet::Make(rules, "");
  patterns::Scratch scratch;
  EXPECT_TRUE(some.Fit(scratch) && all.Fit(scratch));
  std::vector<Run> runs;
  FindRuns(Text(), runs);
  const auto time_of = [&](const RuleSet& set) {
    constexpr int kPasses = 5;
    const std::clock_t begin = std::clock();
    for (int pass = 0; pass < kPasses; ++pass)
      EXPECT_TRUE(set.Search(Text(), runs, scratch, [](const patterns::Match&) { return true; }));
    return static_cast<double>(std::clock() - begin);
  };
  double of_some = std::numeric_limits<double>::max();
  double of_all = of_some;
  for (int round = 0; round < kMostRounds && (round < kFewestRounds || of_all > enough * of_some); ++round) {
    of_some = std::min(of_some, time_of(some));
    of_all = std::min(of_all, time_of(all));
  }
  return of_all / of_some;
}

constexpr size_t kFewRules = 150;
constexpr double kMostTimes = 7.5;  // 5.4 when this was written: rules that double it are noticed, noise is not

TEST(RuleCost, A5_AllRulesTogetherAreNotMuchSlowerThanTheKnownForms) {
  EXPECT_LT(TimesAsLong(AllRules(), kFewRules, kMostTimes), kMostTimes);
}

// Each of these makes the pass 1 to 15 percent slower.
TEST(RuleCost, A5_ManyRulesThatCostLittleEachAreNoticedTogether) {
  constexpr std::array<std::string_view, 18> kPatterns = {
      "size_t [a-z]{6}Q", "string [a-z]{6}Q", "return [a-z]{6}Q", "const [a-z]{6}Q",  "std::[a-z]{8}Q",
      "auto [a-z]{6}Q",   "void [a-z]{6}Q",   "bool [a-z]{6}Q",   "view [a-z]{6}Q",   "base::[a-z]{6}Q",
      "the [a-z]{6}Q",    "text[a-z]{6}Q",    "case [a-z]{6}Q",   "Result[a-z<]{6}Q", "namespace [a-z]{6}Q",
      "request[a-z]{6}Q", "policy[a-z]{6}Q",  "gate[a-z]{6}Q"};
  std::vector<Rule> weak;
  for (const std::string_view pattern : kPatterns)
    weak.push_back({.id = pattern, .title = "weak", .pattern = pattern, .trigger = pattern});
  std::vector<const Rule*> rules(AllRules().begin(), AllRules().end());
  for (const Rule& rule : weak) rules.push_back(&rule);
  EXPECT_GT(TimesAsLong(rules, kFewRules, 1), kMostTimes);
}

// What a trigger's end could be later changes nothing for it: Vectorscan would report each end.
TEST(RuleCost, A5_ATriggerEndsAsSoonAsItCan) {
  for (const Rule* const rule : AllRules()) {
    const std::string regex = TriggerOf(*rule).regex;
    const bool open = regex.ends_with('+') || regex.ends_with('*') || regex.ends_with(",}");
    EXPECT_FALSE(open && !regex.ends_with("\\+") && !regex.ends_with("\\*")) << rule->id << ": " << regex;
  }
}

}  // namespace
}  // namespace gatehouse::scan
