// Streams come and go, also while they are walked.
#include "nginx/open_streams.h"

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

using Stream = OpenStreams::Stream;

// Never read: only told apart.
ngx_http_request_s* Request(uintptr_t number) { return reinterpret_cast<ngx_http_request_s*>(number); }
uintptr_t Number(const Stream& stream) { return reinterpret_cast<uintptr_t>(stream.request()); }

std::vector<uintptr_t> All(OpenStreams& list) {
  std::vector<uintptr_t> numbers;
  list.ForEach([&](Stream& stream) { numbers.push_back(Number(stream)); });
  return numbers;
}

TEST(OpenStreams, HoldsWhoIsThere) {
  OpenStreams list;
  EXPECT_THAT(All(list), ElementsAre());
  Stream one(list, Request(1), {});
  {
    Stream two(list, Request(2), {});
    Stream three(list, Request(3), {});
    EXPECT_THAT(All(list), UnorderedElementsAre(1, 2, 3));
  }
  EXPECT_THAT(All(list), ElementsAre(1));
  EXPECT_EQ(list.size(), 1U);
}

TEST(OpenStreams, AnyOfThemMayEndAnyOther) {
  constexpr uintptr_t kStreams = 4;
  for (uintptr_t visited = 1; visited <= kStreams; ++visited) {
    for (unsigned ended = 0; ended < 1U << kStreams; ++ended) {
      OpenStreams list;
      std::map<uintptr_t, std::unique_ptr<Stream>> streams;
      for (uintptr_t i = 1; i <= kStreams; ++i)
        streams[i] = std::make_unique<Stream>(list, Request(i), gate::Standing{});
      std::vector<uintptr_t> seen;
      list.ForEach([&](Stream& stream) {
        seen.push_back(Number(stream));
        if (Number(stream) != visited) return;
        for (uintptr_t i = 1; i <= kStreams; ++i) {
          if (((ended >> (i - 1)) & 1U) != 0) streams.erase(i);
        }
      });
      for (const auto& [number, stream] : streams) EXPECT_EQ(std::ranges::count(seen, number), 1);
      EXPECT_EQ(list.size(), streams.size());
      EXPECT_EQ(All(list).size(), streams.size());
    }
  }
}

TEST(OpenStreams, AreJudgedAsOftenAsThePolicySays) {
  using std::chrono::milliseconds;
  OpenStreams list;
  const base::Steady start{milliseconds(1'000'000)};
  EXPECT_TRUE(list.TakeTurn(start, milliseconds(3000)));
  EXPECT_FALSE(list.TakeTurn(start + milliseconds(1000), milliseconds(3000)));
  EXPECT_FALSE(list.TakeTurn(start + milliseconds(2001), milliseconds(3000)));
  EXPECT_TRUE(list.TakeTurn(start + milliseconds(2998), milliseconds(3000))) << "a timer may be a little early";
  EXPECT_FALSE(list.TakeTurn(start + milliseconds(4000), milliseconds(3000)));
}

TEST(OpenStreams, WhoComesDuringAWalkIsVisitedInTheNext) {
  OpenStreams list;
  Stream one(list, Request(1), {});
  std::list<Stream> more;
  size_t visits = 0;
  list.ForEach([&](Stream&) {
    ++visits;
    more.emplace_back(list, Request(2), gate::Standing{});
  });
  EXPECT_EQ(visits, 1U);
  EXPECT_EQ(list.size(), 2U);
}

}  // namespace
}  // namespace gatehouse::nginx
