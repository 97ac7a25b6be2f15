#include "nginx/places.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::nginx {
namespace {

constexpr auto kConnection = Places::Kind::kConnection;
constexpr auto kRequest = Places::Kind::kRequest;

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }
base::IpAddress Numbered(size_t number) {
  return base::IpAddress::V4({10, 0, static_cast<uint8_t>(number >> 8U), static_cast<uint8_t>(number)});
}

// A worker whose slots are taken by nothing but what has a place.
class Worker {
 public:
  Worker(size_t slots, int share) : slots_{.all = slots, .free = slots}, places(share, 64) {}
  bool Connect(const base::IpAddress& client) {
    if (slots_.free == 0 || !places.HasRoom(kConnection, client, slots_)) return false;
    places.Take(kConnection, client);
    --slots_.free;
    return true;
  }
  [[nodiscard]] size_t free() const { return slots_.free; }
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
    EXPECT_GT(worker.free(), 1000 / Slots::kReserve) << "nginx closes nobody's connection";
  }
}

TEST(Places, ConnectionsWithoutARequestAreClosedForWhoeverNeedsRoom) {
  Places places(50, 64);
  const auto office = Address("192.0.2.1");
  for (int i = 0; i < 300; ++i) places.Take(kConnection, office);
  const Slots busy{.all = 1600, .free = 160, .idle = 640};
  EXPECT_FALSE(places.HasRoom(kConnection, office, busy)) << "not before they are closed";
  EXPECT_EQ(places.IdleToClose(kConnection, office, busy), 240U);
  EXPECT_TRUE(places.HasRoom(kConnection, office, {.all = 1600, .free = 400, .idle = 400}));
  EXPECT_EQ(places.IdleToClose(kConnection, office, {.all = 1600, .free = 400, .idle = 400}), 0U);
  EXPECT_EQ(places.IdleToClose(kConnection, office, {.all = 1600, .free = 160, .idle = 10}), 0U) << "of no use";
  EXPECT_EQ(places.IdleToClose(kConnection, Address("192.0.2.2"), {.all = 1600, .idle = 1000}), 0U);
  for (int i = 0; i < 200; ++i) places.Take(kConnection, office);
  EXPECT_EQ(places.IdleToClose(kConnection, office, {.all = 1000, .free = 0, .idle = 1000}), 0U) << "it has its share";
}

TEST(Places, RequestsAreCountedBesideConnections) {
  Places places(25, 64);
  const auto client = Address("192.0.2.1");
  const Slots slots{.all = 1000, .free = 1000};
  for (int i = 0; i < 250; ++i) places.Take(kConnection, client);
  EXPECT_FALSE(places.HasRoom(kConnection, client, slots));
  Places::Entry* held = nullptr;
  for (int i = 0; i < 250; ++i) {
    ASSERT_TRUE(places.HasRoom(kRequest, client, slots)) << "on connections that are there, requests are served";
    held = &places.Take(kRequest, client);
  }
  EXPECT_FALSE(places.HasRoom(kRequest, client, slots));
  EXPECT_EQ(places.HeldBy(client), 500U);
  places.GiveBack(kRequest, *held);
  EXPECT_TRUE(places.HasRoom(kRequest, client, slots));
  EXPECT_FALSE(places.HasRoom(kRequest, client, {.all = 1000, .free = 560})) << "never more than are left to others";
}

TEST(Places, AnIpv6NetworkIsOneClient) {
  Places places(25, 64);
  places.Take(kConnection, Address("2001:db8::1"));
  places.Take(kConnection, Address("2001:db8::ffff:2"));
  EXPECT_EQ(places.HeldBy(Address("2001:db8::3")), 2U);
  EXPECT_EQ(places.HeldBy(Address("2001:db8:0:1::1")), 0U);
  places.Take(kConnection, Address("10.0.0.1"));
  EXPECT_EQ(places.HeldBy(Address("10.0.0.2")), 0U) << "IPv4 addresses are clients each";
}

TEST(Places, WhatIsGivenBackLeavesNothing) {
  Places places(25, 64);
  {
    Place first;
    Place second;
    Place never;
    first.Take(places, kConnection, Address("192.0.2.1"));
    second.Take(places, kRequest, Address("192.0.2.1"));
    EXPECT_TRUE(second.taken());
    EXPECT_EQ(places.HeldBy(Address("192.0.2.1")), 2U);
  }
  EXPECT_EQ(places.clients(), 0U);
}

TEST(Places, TheSmallestWorkerStillTakesOneOfEach) {
  const Places places(1, 64);
  EXPECT_TRUE(places.HasRoom(kConnection, Address("192.0.2.1"), {.all = 20, .free = 10}));
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
