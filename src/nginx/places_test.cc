#include "nginx/places.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::nginx {
namespace {

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }
base::IpAddress Numbered(size_t number) {
  return base::IpAddress::V4({10, 0, static_cast<uint8_t>(number >> 8U), static_cast<uint8_t>(number)});
}

// A worker whose slots are taken by nothing but what has a place.
class Worker {
 public:
  Worker(size_t slots, int share) : slots_{.all = slots, .free = slots}, places(share, 64) {}
  bool Connect(const base::IpAddress& client) {
    if (slots_.free == 0 || !places.HasRoom(client, slots_)) return false;
    places.Take(client);
    --slots_.free;
    return true;
  }
  size_t ConnectAll(const base::IpAddress& client) {
    size_t got = 0;
    while (Connect(client)) ++got;
    return got;
  }

 private:
  Slots slots_;

 public:
  Places places;
};

TEST(Places, OneAddressGetsItsShareAndTheOthersTheRest) {
  Worker worker(1000, 25);
  EXPECT_EQ(worker.ConnectAll(Address("192.0.2.1")), 250U);
  EXPECT_EQ(worker.ConnectAll(Address("192.0.2.2")), 250U);
}

TEST(Places, HoweverManyAddressesAttackWhoeverHoldsFewGetsIn) {
  for (const size_t attackers : {2U, 4U, 10U, 30U, 100U}) {
    Worker worker(1000, 100);
    for (size_t round = 0; round < 1000; ++round) {
      for (size_t i = 0; i < attackers; ++i) (void)worker.Connect(Numbered(i));
    }
    EXPECT_TRUE(worker.Connect(Address("192.0.2.1"))) << attackers;
    EXPECT_TRUE(worker.Connect(Address("192.0.2.1"))) << attackers;
  }
}

TEST(Places, ConnectionsWithoutARequestLeaveRoom) {
  Places places(50, 64);
  const auto office = Address("192.0.2.1");
  for (int i = 0; i < 300; ++i) places.Take(office);
  EXPECT_TRUE(places.HasRoom(office, {.all = 1000, .free = 60, .idle = 640})) << "nginx closes those when it must";
  EXPECT_EQ(places.IdleToClose(office, {.all = 1000, .free = 60, .idle = 640}), 240U);
  EXPECT_EQ(places.IdleToClose(office, {.all = 1000, .free = 60, .idle = 10}), 10U);
  EXPECT_EQ(places.IdleToClose(office, {.all = 1000, .free = 300, .idle = 10}), 0U);
  EXPECT_FALSE(places.HasRoom(office, {.all = 1000, .free = 60, .idle = 0}));
}

TEST(Places, AnIpv6NetworkIsOneClient) {
  Places places(25, 64);
  places.Take(Address("2001:db8::1"));
  places.Take(Address("2001:db8::ffff:2"));
  EXPECT_EQ(places.HeldBy(Address("2001:db8::3")), 2U);
  EXPECT_EQ(places.HeldBy(Address("2001:db8:0:1::1")), 0U);
  places.Take(Address("10.0.0.1"));
  EXPECT_EQ(places.HeldBy(Address("10.0.0.2")), 0U) << "IPv4 addresses are clients each";
}

TEST(Places, WhatIsGivenBackLeavesNothing) {
  Places places(25, 64);
  {
    Place first;
    Place second;
    Place never;
    first.Take(places, Address("192.0.2.1"));
    second.Take(places, Address("192.0.2.1"));
    EXPECT_TRUE(second.taken());
    EXPECT_EQ(places.HeldBy(Address("192.0.2.1")), 2U);
  }
  EXPECT_EQ(places.clients(), 0U);
}

TEST(Places, TheSmallestWorkerStillTakesOneOfEach) {
  const Places places(1, 64);
  EXPECT_TRUE(places.HasRoom(Address("192.0.2.1"), {.all = 20, .free = 10}));
}

TEST(Places, RefusalsAreToldByAddressAndBounded) {
  Places places(25, 64);
  const base::Wall now{std::chrono::seconds{1'000'000}};
  for (int i = 0; i < 5; ++i) places.CountRefused(Address("192.0.2.1"), now);
  for (size_t i = 0; i < 1000; ++i) places.CountRefused(Numbered(i), now);
  std::vector<Places::Refused> told;
  const auto tell = [&told](const Places::Refused& refused) { told.push_back(refused); };
  places.TellRefused(tell);
  ASSERT_EQ(told.size(), Places::kMaxNamed + 1);
  uint64_t sum = 0;
  for (const auto& refused : told) sum += refused.count;
  EXPECT_EQ(sum, 1005U) << "nothing is left out";
  EXPECT_FALSE(told.back().client.has_value());
  EXPECT_EQ(told.back().last, now);
  told.clear();
  places.TellRefused(tell);
  EXPECT_TRUE(told.empty());
}

}  // namespace
}  // namespace gatehouse::nginx
