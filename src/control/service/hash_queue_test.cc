#include "control/service/hash_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

namespace gatehouse::service {
namespace {

using Outcome = HashQueue::Outcome;

HttpRequest From(std::string_view address) {
  HttpRequest request;
  request.client = *base::IpAddress::Parse(address);
  return request;
}

// A queue of one thread, which is busy until it is told to go on: what comes meanwhile waits in a known order.
class HashQueueTest : public ::testing::Test {
 protected:
  HashQueueTest() {
    holder_ = std::async(std::launch::async, [this] {
      return queue_.Run(From("192.0.2.255"), [this] {
        busy_.set_value();
        may_go_on_.get_future().wait();
      });
    });
    busy_.get_future().wait();
  }
  ~HashQueueTest() override {
    if (holder_.valid()) GoOn();
  }
  void GoOn() {
    may_go_on_.set_value();
    EXPECT_EQ(holder_.get(), Outcome::kDone);
  }

  // Starts a job and waits until it waits, or is turned away.
  std::future<Outcome> Start(const HttpRequest& request, const std::string& name) {
    const size_t before = queue_.waiting();
    auto job = std::async(std::launch::async, [this, request, name] {
      HttpRequest mine = request;
      return queue_.Run(mine, [&] {
        const std::lock_guard hold(mutex_);
        order_ += name;
      });
    });
    constexpr std::chrono::milliseconds kLook{20};
    while (job.wait_for(kLook) != std::future_status::ready && queue_.waiting() == before &&
           before < HashQueue::kMostWaiting) {
    }
    return job;
  }

  HashQueue queue_{1};
  std::promise<void> busy_;
  std::promise<void> may_go_on_;
  std::future<Outcome> holder_;
  std::mutex mutex_;
  std::string order_;
};

TEST_F(HashQueueTest, C15_ClientsTakeTurnsHoweverManyOneOfThemHas) {
  std::vector<std::future<Outcome>> jobs;
  for (int i = 0; i < 4; ++i) jobs.push_back(Start(From("192.0.2.1"), "a"));
  for (int i = 0; i < 2; ++i) jobs.push_back(Start(From("2001:db8::" + std::to_string(i + 1)), "b"));  // one /64
  GoOn();
  for (auto& job : jobs) EXPECT_EQ(job.get(), Outcome::kDone);
  EXPECT_EQ(order_, "ababaa");
}

TEST_F(HashQueueTest, C15_AFullQueueTakesAPlaceFromTheClientThatHasMost) {
  std::vector<std::future<Outcome>> jobs;
  for (size_t i = 0; i < HashQueue::kMostPerClient; ++i) jobs.push_back(Start(From("192.0.2.1"), "a"));
  EXPECT_EQ(Start(From("192.0.2.1"), "a").get(), Outcome::kFull) << "as many as one client may have";
  for (size_t i = 0; i < HashQueue::kMostPerClient; ++i) jobs.push_back(Start(From("192.0.2.2"), "b"));
  auto third = Start(From("192.0.2.3"), "c");
  GoOn();
  EXPECT_EQ(third.get(), Outcome::kDone) << "32 jobs of two others keep nobody out";
  size_t full = 0;
  for (auto& job : jobs) full += job.get() == Outcome::kFull ? 1 : 0;
  EXPECT_EQ(full, 1U);
  EXPECT_LE(order_.find('c'), 2U);
}

TEST_F(HashQueueTest, C15_WhoHasHungUpCostsNoHashAndNoPlace) {
  std::atomic<bool> gone = false;
  HttpRequest leaving = From("192.0.2.1");
  leaving.abandoned = [&] { return gone.load(); };
  std::vector<std::future<Outcome>> jobs;
  for (size_t i = 0; i < HashQueue::kMostPerClient; ++i) jobs.push_back(Start(leaving, "x"));
  gone = true;
  auto next = Start(From("192.0.2.1"), "a");  // finds no place, and then sixteen
  GoOn();
  EXPECT_EQ(next.get(), Outcome::kDone);
  for (auto& job : jobs) EXPECT_EQ(job.get(), Outcome::kGone);
  EXPECT_EQ(order_, "a");
}

TEST(HashQueue, WhatTheWorkThrowsIsThrownToWhoAskedForIt) {
  HashQueue queue(2);
  EXPECT_THROW(static_cast<void>(queue.Run(From("192.0.2.1"), [] { throw std::runtime_error("no memory"); })),
               std::runtime_error);
  EXPECT_EQ(queue.Run(From("192.0.2.1"), [] {}), Outcome::kDone);
}

TEST(HashQueue, ItsEndLeavesNobodyWaiting) {
  auto queue = std::make_unique<HashQueue>(1);
  std::promise<void> busy;
  std::promise<void> may_go_on;
  auto worked_on = std::async(std::launch::async, [&] {
    return queue->Run(From("192.0.2.1"), [&] {
      busy.set_value();
      may_go_on.get_future().wait();
    });
  });
  busy.get_future().wait();
  std::thread end([&] { queue.reset(); });
  may_go_on.set_value();
  EXPECT_EQ(worked_on.get(), Outcome::kDone);
  end.join();
}

}  // namespace
}  // namespace gatehouse::service
