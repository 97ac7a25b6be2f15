// Whose turn it is: in order, past what has just failed, and never to nobody.
#include "nginx/balancer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::nginx {
namespace {

using std::chrono::milliseconds;

constexpr base::Steady kNow{milliseconds(1'000'000)};

gate::Upstream Two() {
  return {.name = "two", .servers = {{.host = "10.0.0.1", .port = 80}, {.host = "10.0.0.2", .port = 80}}};
}

std::string NextOf(Balancer& balancer, base::Steady now = kNow) {
  Balancer::Tried tried;
  const auto* endpoint = balancer.Next(tried, now);
  return endpoint == nullptr ? "nobody" : endpoint->name;
}

SocketAddress First() { return SocketAddress::Of(*base::IpAddress::Parse("10.0.0.1"), 80); }
SocketAddress Second() { return SocketAddress::Of(*base::IpAddress::Parse("10.0.0.2"), 80); }

TEST(Balancer, EachInTurn) {
  const auto upstream = Two();
  Balancer balancer(upstream);
  EXPECT_EQ(balancer.size(), 2U);
  EXPECT_EQ(NextOf(balancer), "10.0.0.1:80");
  EXPECT_EQ(NextOf(balancer), "10.0.0.2:80");
  EXPECT_EQ(NextOf(balancer), "10.0.0.1:80");
}

TEST(Balancer, OneThatFailedIsLeftOutForASecond) {
  const auto upstream = Two();
  Balancer balancer(upstream);
  balancer.Failed(First(), kNow);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(NextOf(balancer, kNow + milliseconds(999)), "10.0.0.2:80");
  EXPECT_EQ(NextOf(balancer, kNow + milliseconds(1000)), "10.0.0.1:80");
}

TEST(Balancer, WhereAllFailedTheOneIsTriedThatFailedFirst) {
  const auto upstream = Two();
  Balancer balancer(upstream);
  balancer.Failed(Second(), kNow - milliseconds(5));
  balancer.Failed(First(), kNow);
  EXPECT_EQ(NextOf(balancer), "10.0.0.2:80");
  EXPECT_EQ(NextOf(balancer), "10.0.0.2:80");
  balancer.Failed(Second(), kNow + milliseconds(1));
  EXPECT_EQ(NextOf(balancer), "10.0.0.1:80");
}

TEST(Balancer, OneThatWorkedIsInTurnAgain) {
  const auto upstream = Two();
  Balancer balancer(upstream);
  balancer.Failed(First(), kNow);
  balancer.Worked(First());
  EXPECT_EQ(NextOf(balancer), "10.0.0.1:80");
}

TEST(Balancer, OneRequestTriesEachServerOnceBeforeAnyTwice) {
  const auto upstream = Two();
  Balancer balancer(upstream);
  Balancer::Tried tried;
  EXPECT_EQ(balancer.Next(tried, kNow)->name, "10.0.0.1:80");
  balancer.Failed(First(), kNow);
  EXPECT_EQ(balancer.Next(tried, kNow)->name, "10.0.0.2:80");
  balancer.Failed(Second(), kNow);
  EXPECT_NE(balancer.Next(tried, kNow), nullptr);
}

TEST(Balancer, ANameHasNoAddressUntilItIsFoundAndKeepsItWhenItIsLost) {
  const gate::Upstream upstream{.name = "n", .servers = {{.host = "api.internal", .port = 8080}}};
  Balancer balancer(upstream);
  EXPECT_EQ(balancer.size(), 0U);
  EXPECT_EQ(NextOf(balancer), "nobody");
  EXPECT_EQ(balancer.host(), "api.internal");
  balancer.SetAddresses(0, {*base::IpAddress::Parse("10.0.0.9"), *base::IpAddress::Parse("2001:db8::9")});
  EXPECT_EQ(NextOf(balancer), "api.internal:8080 at 10.0.0.9");
  EXPECT_EQ(NextOf(balancer), "api.internal:8080 at 2001:db8::9");
  balancer.SetAddresses(0, {});
  EXPECT_EQ(balancer.size(), 2U);
  balancer.SetAddresses(0, {*base::IpAddress::Parse("10.0.0.7")});
  EXPECT_EQ(balancer.size(), 1U);
  EXPECT_EQ(NextOf(balancer), "api.internal:8080 at 10.0.0.7");
}

TEST(Balancer, NewAddressesForgetNoFailureOfAnOldOne) {
  const gate::Upstream upstream{.name = "n", .servers = {{.host = "api.internal", .port = 80}}};
  Balancer balancer(upstream);
  balancer.SetAddresses(0, {*base::IpAddress::Parse("10.0.0.1")});
  balancer.Failed(First(), kNow);
  Balancer::Tried tried;
  (void)balancer.Next(tried, kNow);
  balancer.SetAddresses(0, {*base::IpAddress::Parse("10.0.0.1"), *base::IpAddress::Parse("10.0.0.2")});
  EXPECT_EQ(balancer.Next(tried, kNow)->name, "api.internal:80 at 10.0.0.2");
}

TEST(Balancer, ServersKeepTheirOrder) {
  const gate::Upstream upstream{
      .name = "n",
      .servers = {{.host = "api.internal", .port = 80}, {.unix_path = "/run/s.sock"}, {.host = "::1", .port = 81}}};
  Balancer balancer(upstream);
  balancer.SetAddresses(0, {*base::IpAddress::Parse("10.0.0.1")});
  EXPECT_EQ(NextOf(balancer), "api.internal:80 at 10.0.0.1");
  EXPECT_EQ(NextOf(balancer), "unix:/run/s.sock");
  EXPECT_EQ(NextOf(balancer), "[::1]:81");
}

TEST(SocketAddress, IsWhatTheSystemWants) {
  const auto v4 = First();
  EXPECT_EQ(v4.storage.ss_family, AF_INET);
  EXPECT_EQ(v4.size, sizeof(sockaddr_in));
  EXPECT_EQ(ntohs(reinterpret_cast<const sockaddr_in*>(&v4.storage)->sin_port), 80);
  EXPECT_EQ(ntohl(reinterpret_cast<const sockaddr_in*>(&v4.storage)->sin_addr.s_addr), 0x0A000001U);
  const auto v6 = SocketAddress::Of(*base::IpAddress::Parse("2001:db8::1"), 443);
  EXPECT_EQ(v6.storage.ss_family, AF_INET6);
  EXPECT_EQ(reinterpret_cast<const sockaddr_in6*>(&v6.storage)->sin6_addr.s6_addr[15], 1);
  const auto local = SocketAddress::OfUnix("/run/s.sock");
  EXPECT_STREQ(reinterpret_cast<const sockaddr_un*>(&local.storage)->sun_path, "/run/s.sock");
  EXPECT_FALSE(v4 == Second());
  EXPECT_TRUE(v4 == First());
}

}  // namespace
}  // namespace gatehouse::nginx
