#include "scan/runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/ascii.h"

namespace gatehouse::scan {
namespace {

// Character by character.
std::vector<Run> Expected(std::string_view text, bool (*is)(char)) {
  std::vector<scan::Run> runs;
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t from = at;
    while (at < text.size() && is(text[at])) ++at;
    if (at - from >= kLeastRun) runs.push_back({from, at});
  }
  return runs;
}
bool IsBase64(char c) { return Base64Value(c) >= 0; }

void ExpectAllFound(std::string_view text) {
  std::vector<Run> runs{{1, 2}};  // what was there is no matter
  FindRuns(text, runs);
  ASSERT_EQ(runs, Expected(text, IsBase64)) << text;
  std::vector<Run> plain;
  for (Run run = PlainRunFrom(text, 0); run.size() > 0; run = PlainRunFrom(text, run.to)) plain.push_back(run);
  ASSERT_EQ(plain, Expected(text, base::IsAlnum)) << text;
}

TEST(Runs, HoldTheirCharactersAndNoOthers) {
  for (int c = 0; c < 256; ++c) {
    const bool is_plain = base::IsAlnum(static_cast<char>(c));
    const bool is_sign = c != 0 && std::string_view("+/-_").contains(static_cast<char>(c));
    EXPECT_EQ(is_plain || is_sign, IsBase64(static_cast<char>(c))) << c;
    const std::string text(kLeastRun, static_cast<char>(c));
    std::vector<scan::Run> runs;
    FindRuns(text, runs);
    EXPECT_EQ(runs.size(), is_plain || is_sign ? 1U : 0U) << c;
    EXPECT_EQ(PlainRunFrom(text, 0).size(), is_plain ? kLeastRun : 0U) << c;
  }
}

// Texts are looked at in blocks of 16 characters: it must not matter where in them a run begins and ends.
TEST(Runs, AreFoundWhereverTheyBeginAndEnd) {
  for (size_t before = 0; before < 130; ++before) {
    for (size_t length = 0; length < 200; ++length) {
      for (const size_t behind : {0, 1, 63, 64, 70}) {
        ExpectAllFound(std::string(before, ' ') + std::string(length, 'a') + std::string(behind, '.'));
      }
    }
  }
}

TEST(Runs, OfRandomTextsAreFound) {
  std::minstd_rand random(7);
  for (int i = 0; i < 5000; ++i) {
    std::string text(random() % 400, '\0');
    const auto one_in = 1 + random() % 60;
    for (char& c : text) {
      const bool is_other = random() % one_in == 0;
      c = is_other ? "-_ "[random() % 3] : static_cast<char>('a' + random() % 26);
    }
    ExpectAllFound(text);
  }
}

}  // namespace
}  // namespace gatehouse::scan
