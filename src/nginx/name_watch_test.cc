// Names that are found late, move, and are lost; a resolver that hangs holds nobody up.
#include "nginx/name_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace gatehouse::nginx {
namespace {

using std::chrono::milliseconds;
using ::testing::IsEmpty;

constexpr NameWatch::Pace kFast{.every = milliseconds(20), .soonest = milliseconds(5)};
constexpr NameWatch::Pace kOnlyWhenTold{.every = milliseconds(3'600'000), .soonest = milliseconds(1)};
constexpr milliseconds kPatience{10'000};

base::IpAddress Address(uint8_t last) { return base::IpAddress::V4({10, 0, 0, last}); }

// A resolver whose answer the test changes.
struct Names {
  std::mutex mutex;
  std::vector<base::IpAddress> answer;
  std::atomic<int> asked{0};
  std::vector<base::IpAddress> operator()(const std::string&) {
    const std::lock_guard lock(mutex);
    ++asked;
    return answer;
  }
  void Set(std::vector<base::IpAddress> next) {
    const std::lock_guard lock(mutex);
    answer = std::move(next);
  }
};

bool Eventually(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(milliseconds(1));
  return holds();
}

TEST(NameWatch, FindsANameThatIsNotThereYetAndFollowsItsMove) {
  auto names = std::make_shared<Names>();
  NameWatch watch({"api"}, [names](const std::string& name) { return (*names)(name); }, kFast);
  ASSERT_TRUE(watch.WaitForFirst(kPatience));
  EXPECT_THAT(watch.addresses().at("api"), IsEmpty());
  names->Set({Address(1)});
  EXPECT_TRUE(Eventually([&] { return watch.addresses().at("api") == std::vector{Address(1)}; }));
  names->Set({Address(2)});
  EXPECT_TRUE(Eventually([&] { return watch.addresses().at("api") == std::vector{Address(2)}; }));
}

TEST(NameWatch, AnotherOrderIsNoChange) {
  auto names = std::make_shared<Names>();
  names->Set({Address(2), Address(1)});
  NameWatch watch({"api"}, [names](const std::string& name) { return (*names)(name); }, kFast);
  ASSERT_TRUE(watch.WaitForFirst(kPatience));
  const uint64_t version = watch.version();
  names->Set({Address(1), Address(2)});
  const int asked = names->asked;
  ASSERT_TRUE(Eventually([&] { return names->asked > asked + 1; }));
  EXPECT_EQ(watch.version(), version);
}

TEST(NameWatch, LooksSoonWhenToldSo) {
  auto names = std::make_shared<Names>();
  names->Set({Address(1)});
  NameWatch watch({"api"}, [names](const std::string& name) { return (*names)(name); }, kOnlyWhenTold);
  ASSERT_TRUE(watch.WaitForFirst(kPatience));
  names->Set({Address(2)});
  watch.LookSoon();
  EXPECT_TRUE(Eventually([&] { return watch.addresses().at("api") == std::vector{Address(2)}; }));
}

TEST(NameWatch, AResolverThatHangsHoldsNobodyUp) {
  struct Gate {
    std::mutex mutex;
    std::condition_variable opened;
    bool open = false;
  };
  auto gate = std::make_shared<Gate>();
  {
    NameWatch watch(
        {"api"},
        [gate](const std::string&) -> std::vector<base::IpAddress> {
          std::unique_lock lock(gate->mutex);
          gate->opened.wait(lock, [&] { return gate->open; });
          return {};
        },
        kFast);
    EXPECT_FALSE(watch.WaitForFirst(milliseconds(10)));
    EXPECT_THAT(watch.addresses(), IsEmpty());
  }
  const std::lock_guard lock(gate->mutex);  // the watch is gone, and its resolver was still asked
  gate->open = true;
  gate->opened.notify_all();
}

}  // namespace
}  // namespace gatehouse::nginx
