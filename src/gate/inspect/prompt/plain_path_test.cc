// The fast path against the plain one (C8): every example of every rule, alone and in carriers, is searched once as the
// gate does it and once without leaving anything out. Both must meet the same rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gate/inspect/prompt/families.h"
#include "gate/inspect/prompt/layers.h"
#include "gate/inspect/prompt/matcher.h"
#include "gate/inspect/prompt/testing_matcher.h"

namespace gatehouse::prompt {
namespace {

// Every one for letters, whether the words look disguised or not.
std::string WithLettersForDigits(std::string_view text) {
  constexpr std::string_view kFrom = "01345789@$!|+";
  constexpr std::string_view kTo = "oieastbgasilt";
  std::string read(text);
  size_t begin = 0;
  while (begin < read.size()) {
    const size_t end = std::min(read.find_first_of(" \n", begin), read.size());
    const auto word = read.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto behind = read.begin() + static_cast<std::ptrdiff_t>(end);
    if (std::any_of(word, behind, [](char c) { return c >= 'a' && c <= 'z'; })) {
      std::transform(word, behind, word, [&](char c) {
        const size_t at = kFrom.find(c);
        return at == std::string_view::npos ? c : kTo[at];
      });
    }
    begin = end + 1;
  }
  return read;
}

std::vector<std::string> TextsOf(std::string_view example) {
  constexpr std::array<std::array<std::string_view, 2>, 6> kCarriers = {
      {{"", ""},
       {"Thanks for the 1st answer! ", ""},
       {"rows[0] is what I meant in the 3rd line: ", ""},
       {"Please explain what \"", "\" does on the 2nd of May!"},
       {"{\"id\": 7, \"text\": \"", "\"}"},
       {"It is 4 pm, and utf8 is what it says: ", "!\n"}}};
  std::vector<std::string> texts;
  for (const auto& [before, behind] : kCarriers) texts.push_back(std::string(before).append(example).append(behind));
  return texts;
}

class PlainPathTest : public ::testing::Test {
 protected:
  std::set<uint16_t> Fast(std::string_view text) {
    std::set<uint16_t> met;
    for (const Layer& layer : layers_.Of(text)) {
      const auto rules = matcher_.Scan(layer.text, layer.respelled ? ReadBy::kPeople : ReadBy::kAnyone, state_);
      met.insert(rules.begin(), rules.end());
    }
    return met;
  }
  // In all readings that Fast has, and with letters for digits in any case.
  std::set<uint16_t> Plain(std::string_view text) {
    std::set<uint16_t> met;
    const auto add = [&](const auto& rules) { met.insert(rules.begin(), rules.end()); };
    const auto layers = layers_.Of(text);
    for (const Layer& layer : layers) {
      if (!layer.respelled) add(matcher_.ScanForAll(layer.text, state_));
    }
    const std::string first(layers.front().text);
    if (const std::string read = WithLettersForDigits(first); read != first)
      add(matcher_.Scan(read, ReadBy::kPeople, state_));
    for (const Layer& layer : layers) {
      if (layer.respelled) add(matcher_.Scan(layer.text, ReadBy::kPeople, state_));
    }
    return met;
  }

  const Matcher& matcher_ = testing::EveryRule();
  MatchState state_ = *matcher_.Fit();
  Layers layers_;
};

TEST_F(PlainPathTest, MeetsTheSameRules) {
  for (const Family& family : AllFamilies()) {
    for (const Rule& rule : family.rules) {
      std::vector<std::string_view> examples(rule.matches.begin(), rule.matches.end());
      examples.insert(examples.end(), rule.passes.begin(), rule.passes.end());
      for (const std::string_view example : examples) {
        if (example.empty()) continue;
        for (const std::string& text : TextsOf(example)) EXPECT_EQ(Fast(text), Plain(text)) << text;
      }
    }
  }
}

TEST_F(PlainPathTest, MeetsTheSameRulesInATextFullOfLeads) {
  std::string leads;
  for (size_t i = 0; i < kManyLeads; ++i) leads += "vergiss ";
  for (const Family& family : AllFamilies()) {
    for (const Rule& rule : family.rules) {
      const std::string text = leads + "\n" + std::string(rule.matches.front());
      ASSERT_EQ(Fast(text), Plain(text)) << rule.name;
    }
  }
  (void)matcher_.Scan(leads, ReadBy::kAnyone, state_);
  EXPECT_EQ(state_.leads, kManyLeads);
}

}  // namespace
}  // namespace gatehouse::prompt
