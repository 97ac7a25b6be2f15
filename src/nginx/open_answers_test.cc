// Answers come and go, also while they are walked.
#include "nginx/open_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <vector>

namespace gatehouse::nginx {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

using Answer = OpenAnswers::Answer;

// Never read: only told apart.
ngx_http_request_s* Request(uintptr_t number) { return reinterpret_cast<ngx_http_request_s*>(number); }
uintptr_t Number(const Answer& answer) { return reinterpret_cast<uintptr_t>(answer.request()); }

std::vector<uintptr_t> All(OpenAnswers& list) {
  std::vector<uintptr_t> numbers;
  list.ForEach([&](Answer& answer) { numbers.push_back(Number(answer)); });
  return numbers;
}

TEST(OpenAnswers, HoldsWhoIsThere) {
  OpenAnswers list;
  EXPECT_THAT(All(list), ElementsAre());
  Answer one(list, Request(1), true);
  {
    Answer two(list, Request(2), true);
    Answer three(list, Request(3), true);
    EXPECT_THAT(All(list), UnorderedElementsAre(1, 2, 3));
  }
  EXPECT_THAT(All(list), ElementsAre(1));
  EXPECT_EQ(list.size(), 1U);
}

TEST(OpenAnswers, AnyOfThemMayEndAnyOther) {
  constexpr uintptr_t kAnswers = 4;
  for (uintptr_t visited = 1; visited <= kAnswers; ++visited) {
    for (unsigned ended = 0; ended < 1U << kAnswers; ++ended) {
      OpenAnswers list;
      std::map<uintptr_t, std::unique_ptr<Answer>> answers;
      for (uintptr_t i = 1; i <= kAnswers; ++i) answers[i] = std::make_unique<Answer>(list, Request(i), false);
      std::vector<uintptr_t> seen;
      list.ForEach([&](Answer& answer) {
        seen.push_back(Number(answer));
        if (Number(answer) != visited) return;
        for (uintptr_t i = 1; i <= kAnswers; ++i) {
          if (((ended >> (i - 1)) & 1U) != 0) answers.erase(i);
        }
      });
      for (const auto& [number, answer] : answers) EXPECT_EQ(std::ranges::count(seen, number), 1);
      EXPECT_EQ(list.size(), answers.size());
      EXPECT_EQ(All(list).size(), answers.size());
    }
  }
}

TEST(OpenAnswers, AreJudgedAsOftenAsThePolicySays) {
  using std::chrono::milliseconds;
  OpenAnswers list;
  const base::Steady start{milliseconds(1'000'000)};
  EXPECT_TRUE(list.TakeTurn(start, milliseconds(3000)));
  EXPECT_FALSE(list.TakeTurn(start + milliseconds(1000), milliseconds(3000)));
  EXPECT_FALSE(list.TakeTurn(start + milliseconds(2001), milliseconds(3000)));
  EXPECT_TRUE(list.TakeTurn(start + milliseconds(2998), milliseconds(3000))) << "a timer may be a little early";
  EXPECT_FALSE(list.TakeTurn(start + milliseconds(4000), milliseconds(3000)));
}

TEST(OpenAnswers, WhoComesDuringAWalkIsVisitedInTheNext) {
  OpenAnswers list;
  Answer one(list, Request(1), true);
  std::list<Answer> more;
  size_t visits = 0;
  list.ForEach([&](Answer&) {
    ++visits;
    more.emplace_back(list, Request(2), false);
  });
  EXPECT_EQ(visits, 1U);
  EXPECT_EQ(list.size(), 2U);
}

}  // namespace
}  // namespace gatehouse::nginx
