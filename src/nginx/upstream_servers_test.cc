// From the names of a policy to the addresses that a worker uses.
#include "nginx/upstream_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace gatehouse::nginx {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr NameWatch::Pace kFast{.every = milliseconds(20), .soonest = milliseconds(2)};
constexpr base::Steady kNow{milliseconds(1'000'000)};

gate::Policy APolicy() {
  gate::Policy policy;
  policy.upstreams = {
      {.name = "default", .servers = {{.host = "api.internal", .port = 80}, {.host = "10.0.0.8", .port = 80}}},
      {.name = "other", .servers = {{.host = "api.internal", .port = 81}}}};
  return policy;
}

TEST(UpstreamServers, OneNameServesEveryUpstreamThatHasIt) {
  const auto policy = APolicy();
  UpstreamServers servers(
      policy, [](const std::string&) { return std::vector{base::IpAddress::V4({10, 0, 0, 1})}; }, kFast);
  EXPECT_EQ(servers.Of(0).size(), 2U);
  Balancer::Tried tried;
  EXPECT_EQ(servers.Of(1).Next(tried, kNow)->name, "api.internal:81 at 10.0.0.1");
  EXPECT_THAT(servers.TakeNews(), IsEmpty());
}

TEST(UpstreamServers, ANameWithoutAnAddressIsToldOnceAndFoundLater) {
  const auto policy = APolicy();
  auto there = std::make_shared<std::atomic<bool>>(false);
  UpstreamServers servers(
      policy,
      [there](const std::string&) {
        return *there ? std::vector{base::IpAddress::V4({10, 0, 0, 1})} : std::vector<base::IpAddress>{};
      },
      kFast);
  EXPECT_EQ(servers.Of(0).size(), 1U);
  EXPECT_EQ(servers.Of(1).size(), 0U);
  EXPECT_THAT(servers.TakeNews(), ElementsAre(HasSubstr("api.internal has no address")));
  EXPECT_THAT(servers.TakeNews(), IsEmpty());
  *there = true;
  for (int i = 0; i < 5000 && servers.Of(1).size() == 0; ++i) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(servers.Of(1).size(), 1U);
  EXPECT_EQ(servers.Of(0).size(), 2U);
  EXPECT_THAT(servers.TakeNews(), ElementsAre(HasSubstr("again")));
}

TEST(UpstreamServers, WithoutNamesNobodyIsAsked) {
  gate::Policy policy;
  policy.upstreams = {{.name = "default", .servers = {{.host = "::1", .port = 80}}}};
  std::atomic<int> asked{0};
  UpstreamServers servers(
      policy,
      [&](const std::string&) {
        ++asked;
        return std::vector<base::IpAddress>{};
      },
      kFast);
  EXPECT_EQ(servers.Of(0).size(), 1U);
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace gatehouse::nginx
