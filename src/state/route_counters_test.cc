#include "state/route_counters.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

TEST(RouteCounters, A14_ARouteIsCountedInOnePlaceWhoeverAsks) {
  ScratchRegion region;
  RouteCounters one(*region);
  RouteCounters other(*region);
  const size_t place = one.PlaceOf("POST /message");
  EXPECT_EQ(other.PlaceOf("POST /message"), place);
  EXPECT_NE(other.PlaceOf("/health"), place);
  one.Count(place, gate::Reason::kAllowed, false);
  other.Count(place, gate::Reason::kAllowed, false);
  other.Count(place, gate::Reason::kRateLimited, true);
  const auto rows = one.Read();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].route, "POST /message");
  EXPECT_EQ(rows[0].enforced[static_cast<size_t>(gate::Reason::kAllowed)], 2U);
  EXPECT_EQ(rows[0].observed[static_cast<size_t>(gate::Reason::kRateLimited)], 1U);
}

TEST(RouteCounters, A14_MoreRoutesThanPlacesAreCountedTogether) {
  ScratchRegion region;
  RouteCounters counters(*region);
  std::set<size_t> places;
  for (size_t i = 0; i < 2 * kCountedRoutes; ++i) {
    const size_t place = counters.PlaceOf("/route/" + std::to_string(i));
    places.insert(place);
    counters.Count(place, gate::Reason::kAllowed, false);
  }
  EXPECT_EQ(places.size(), kCountedRoutes);
  const auto rows = counters.Read();
  ASSERT_EQ(rows.size(), kCountedRoutes);
  EXPECT_EQ(rows[0].route, RouteCounters::kOthers);
  EXPECT_EQ(rows[0].enforced[0], kCountedRoutes + 1);
}

TEST(RouteCounters, A14_ALongNameIsCutAndAnEmptyOneIsOneOfTheOthers) {
  ScratchRegion region;
  RouteCounters counters(*region);
  const std::string name = "/" + std::string(300, 'a');
  EXPECT_EQ(counters.PlaceOf(name), counters.PlaceOf(name.substr(0, kRouteNameBytes)));
  EXPECT_EQ(counters.PlaceOf(""), 0U);
}

TEST(RouteCounters, A14_PlacesTakenAtOnceAreNeverTakenTwice) {
  ScratchRegion region;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      RouteCounters counters(*region);
      for (int route = 0; route < 50; ++route) {
        counters.Count(counters.PlaceOf(std::to_string(route)), gate::Reason::kAllowed, false);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto rows = RouteCounters(*region).Read();
  ASSERT_EQ(rows.size(), 50U);
  for (const auto& row : rows) EXPECT_EQ(row.enforced[0], 4U) << row.route;
}

}  // namespace
}  // namespace gatehouse::state
