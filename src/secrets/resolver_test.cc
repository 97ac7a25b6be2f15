// The resolver against a store of the test's own, in simulated time.
#include "secrets/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <thread>

namespace gatehouse::secrets {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

// Answers from a script, and counts.
class Store : public Provider {
 public:
  using Answering = std::function<std::expected<Fetched, ProviderError>(const Reference&, int call)>;
  explicit Store(Answering answer) : answer_(std::move(answer)) {}

  std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall) override {
    const int running = ++running_;
    int most = most_.load();
    while (running > most && !most_.compare_exchange_weak(most, running)) {
    }
    auto answer = answer_(reference, calls_++);
    --running_;
    return answer;
  }
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override { return reference.path; }

  [[nodiscard]] int calls() const { return calls_; }
  [[nodiscard]] int most() const { return most_; }

 private:
  Answering answer_;
  std::atomic<int> calls_ = 0;
  std::atomic<int> running_ = 0;
  std::atomic<int> most_ = 0;
};

Fetched Value(std::string text) { return {base::SecretString(std::move(text)), "1", {}, {}}; }
std::unexpected<ProviderError> Fails(Fault fault, std::optional<seconds> retry_after = {}) {
  return std::unexpected(ProviderError{fault, {"It failed", "https://store", "fix it"}, retry_after});
}

struct World {
  std::atomic<int64_t> now_ms = 1'000'000;
  std::mutex mutex;
  std::vector<milliseconds> slept;
  std::shared_ptr<Store> store;
  std::unique_ptr<Resolver> resolver;

  World(ResolverRules rules, Store::Answering answer) : store(std::make_shared<Store>(std::move(answer))) {
    resolver = std::make_unique<Resolver>(
        std::map<std::string, std::shared_ptr<Provider>>{{"vault", store}}, rules,
        [this] { return base::Now{base::Wall(milliseconds(now_ms)), base::Steady(milliseconds(now_ms))}; },
        [this](milliseconds time) {
          const std::lock_guard lock(mutex);
          slept.push_back(time);
          now_ms += time.count();
        });
  }
  void Pass(milliseconds time) { now_ms += time.count(); }
  [[nodiscard]] std::string Get(const std::string& text) const {
    const auto value = resolver->Resolve(*ParseReference(text));
    return value ? std::string(value->Reveal()) : "! " + value.error().Text();
  }
};

TEST(Resolver, C7_AValueIsKeptForItsLifeAndFetchedAnewInTheLastFifth) {
  World world({.life = seconds(100)}, [](const Reference&, int call) { return Value("v" + std::to_string(call)); });
  EXPECT_EQ(world.Get("ref+vault://a"), "v0");
  world.Pass(seconds(79));
  EXPECT_EQ(world.Get("ref+vault://a"), "v0");
  world.Pass(seconds(1));
  EXPECT_EQ(world.Get("ref+vault://a"), "v1");
  EXPECT_EQ(world.Get("ref+vault://b"), "v2");
  EXPECT_EQ(world.store->calls(), 3);
}

TEST(Resolver, C7_AValueDoesNotOutliveWhatTheStoreSays) {
  World world({.life = seconds(100)}, [](const Reference&, int call) {
    Fetched fetched = Value("v" + std::to_string(call));
    fetched.expires = base::Wall(milliseconds(1'000'000) + seconds(10));
    return fetched;
  });
  EXPECT_EQ(world.Get("ref+vault://a"), "v0");
  world.Pass(seconds(8));
  EXPECT_EQ(world.Get("ref+vault://a"), "v1");
}

TEST(Resolver, C2_FieldsOfOneSecretAreOneRequest) {
  World world({}, [](const Reference&, int) { return Value(R"({"a":"x","b":[1.10,{"c/d":true}],"n":null})"); });
  EXPECT_EQ(world.Get("ref+vault://s#/a"), "x");
  EXPECT_EQ(world.Get("ref+vault://s#/b/0"), "1.10");
  EXPECT_EQ(world.Get("ref+vault://s#/b/1/c~1d"), "true");
  EXPECT_EQ(world.Get("ref+vault://s#/b"), R"([1.10,{"c/d":true}])");
  EXPECT_THAT(world.Get("ref+vault://s#/z"), HasSubstr("There is no field /z"));
  EXPECT_THAT(world.Get("ref+vault://s#/b/01"), HasSubstr("There is no field"));
  EXPECT_THAT(world.Get("ref+vault://s#/a/x"), HasSubstr("There is no field"));
  EXPECT_EQ(world.Get("ref+vault://s?default=d#/z"), "d");
  EXPECT_EQ(world.Get("ref+vault://s?optional=true#/z"), "");
  EXPECT_EQ(world.store->calls(), 1);
}

TEST(Resolver, C2_OnlyAbsenceIsCoveredByOptionalAndDefault) {
  World world({.tries = 1}, [](const Reference& reference, int) -> std::expected<Fetched, ProviderError> {
    return Fails(reference.path == "absent" ? Fault::kAbsent : Fault::kDenied);
  });
  EXPECT_EQ(world.Get("ref+vault://absent?optional=true"), "");
  EXPECT_EQ(world.Get("ref+vault://absent?default=x"), "x");
  EXPECT_EQ(world.Get("ref+vault://absent"), "! ref+vault://absent: It failed [https://store] (fix it)");
  EXPECT_THAT(world.Get("ref+vault://denied?optional=true"),
              HasSubstr("! ref+vault://denied?optional=true: It failed"));
}

TEST(Resolver, C7_AbsenceIsRememberedBriefly) {
  World world({.negative_life = seconds(5)}, [](const Reference&, int call) -> std::expected<Fetched, ProviderError> {
    if (call == 0) return Fails(Fault::kAbsent);
    return Value("now");
  });
  EXPECT_THAT(world.Get("ref+vault://a"), HasSubstr("!"));
  world.Pass(milliseconds(4999));
  EXPECT_THAT(world.Get("ref+vault://a"), HasSubstr("!"));
  world.Pass(milliseconds(1));
  EXPECT_EQ(world.Get("ref+vault://a"), "now");
  EXPECT_EQ(world.store->calls(), 2);
}

TEST(Resolver, C7_TriesAgainWithGrowingWaits) {
  World world({.tries = 4}, [](const Reference&, int call) -> std::expected<Fetched, ProviderError> {
    if (call < 3) return Fails(Fault::kUnavailable);
    return Value("at last");
  });
  EXPECT_EQ(world.Get("ref+vault://a"), "at last");
  ASSERT_EQ(world.slept.size(), 3);
  for (size_t i = 0; i < 3; ++i) {
    const milliseconds most(200 << i);
    EXPECT_GE(world.slept[i], most / 2);
    EXPECT_LE(world.slept[i], most);
  }
}

TEST(Resolver, C7_HonoursRetryAfterUpToItsPatience) {
  World world({.tries = 4, .longest_wait = seconds(20)},
              [](const Reference&, int call) -> std::expected<Fetched, ProviderError> {
                if (call == 0) return Fails(Fault::kThrottled, seconds(7));
                return Fails(Fault::kThrottled, seconds(21));
              });
  EXPECT_THAT(world.Get("ref+vault://a"), HasSubstr("!"));
  EXPECT_EQ(world.slept, std::vector<milliseconds>{seconds(7)});
  EXPECT_EQ(world.store->calls(), 2);
}

TEST(Resolver, C2_WhatIsRefusedIsNotTriedAgain) {
  for (const Fault fault : {Fault::kDenied, Fault::kMalformed, Fault::kMisused, Fault::kAbsent}) {
    World world({}, [&](const Reference&, int) { return Fails(fault); });
    EXPECT_THAT(world.Get("ref+vault://a"), HasSubstr("!"));
    EXPECT_EQ(world.store->calls(), 1) << Name(fault);
    EXPECT_TRUE(world.slept.empty());
  }
  World world({}, [&](const Reference&, int) {
    return std::unexpected(ProviderError{Fault::kUnreachable, {"A web page", {}, {}}, {}, true});
  });
  EXPECT_THAT(world.Get("ref+vault://a"), HasSubstr("!"));
  EXPECT_EQ(world.store->calls(), 1);
}

TEST(Resolver, C7_TheLastGoodValueGoesThroughAnOutageIfThatIsWished) {
  const auto answer = [](const Reference&, int call) -> std::expected<Fetched, ProviderError> {
    if (call == 0) return Value("good");
    return Fails(Fault::kUnreachable);
  };
  World strict({.life = seconds(100), .negative_life = seconds(5), .tries = 1}, answer);
  World patient({.life = seconds(100), .negative_life = seconds(5), .stale_life = seconds(50), .tries = 1}, answer);
  for (World* world : {&strict, &patient}) {
    EXPECT_EQ(world->Get("ref+vault://a"), "good");
    world->Pass(seconds(99));
    EXPECT_EQ(world->Get("ref+vault://a"), "good") << "still in its life";
    world->Pass(seconds(5));
  }
  EXPECT_THAT(strict.Get("ref+vault://a"), HasSubstr("!"));
  EXPECT_EQ(patient.Get("ref+vault://a"), "good");
  patient.Pass(seconds(50));
  EXPECT_THAT(patient.Get("ref+vault://a"), HasSubstr("!"));
}

TEST(Resolver, C7_AValueThatTheStoreTookAwayIsGoneAtOnce) {
  World world({.life = seconds(100), .stale_life = seconds(1000)},
              [](const Reference&, int call) -> std::expected<Fetched, ProviderError> {
                if (call == 0) return Value("good");
                return Fails(Fault::kDenied);
              });
  EXPECT_EQ(world.Get("ref+vault://a"), "good");
  world.Pass(seconds(90));
  EXPECT_THAT(world.Get("ref+vault://a"), HasSubstr("!"));
}

TEST(Resolver, C7_OneRequestForManyWhoAskAtOnce) {
  constexpr int kAskers = 8;
  std::latch asked(1);
  World world({}, [&](const Reference&, int) {
    asked.wait();
    return Value("one");
  });
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kAskers; ++i) {
      threads.emplace_back([&] { good += world.Get("ref+vault://a") == "one"; });
    }
    asked.count_down();
  }
  EXPECT_EQ(good, kAskers);
  EXPECT_EQ(world.store->calls(), 1);
}

TEST(Resolver, C7_ManyWhoWaitShareAFailureToo) {
  constexpr int kAskers = 8;
  std::atomic<int> waiting = 0;
  World world({.negative_life = seconds(5), .tries = 1}, [&](const Reference&, int) {
    while (waiting < kAskers) std::this_thread::yield();
    return Fails(Fault::kUnavailable);
  });
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kAskers; ++i) {
      threads.emplace_back([&] {
        ++waiting;
        failed += world.Get("ref+vault://a").starts_with("!");
      });
    }
  }
  EXPECT_EQ(failed, kAskers);
  EXPECT_EQ(world.store->calls(), 1);
}

TEST(Resolver, C7_AllAtOnceWithinItsBoundAndInOrder) {
  constexpr int kReferences = 200;
  World world({.at_once = 6}, [](const Reference& reference, int) -> std::expected<Fetched, ProviderError> {
    std::this_thread::yield();
    if (reference.path.ends_with('7')) return Fails(Fault::kAbsent);
    return Value("of " + reference.path);
  });
  std::vector<Reference> references;
  for (int i = 0; i < kReferences; ++i) references.push_back(*ParseReference("ref+vault://s" + std::to_string(i)));
  const auto values = world.resolver->ResolveAll(references);
  ASSERT_EQ(values.size(), references.size());
  for (size_t i = 0; i < values.size(); ++i) {
    if (i % 10 == 7) {
      ASSERT_FALSE(values[i]);
      EXPECT_EQ(values[i].error().where, references[i].text);
    } else {
      ASSERT_TRUE(values[i]);
      EXPECT_EQ(values[i]->Reveal(), "of s" + std::to_string(i));
    }
  }
  EXPECT_LE(world.store->most(), 6);
  EXPECT_EQ(world.store->calls(), kReferences);
}

TEST(Resolver, C2_TooLargeAndThrowingAreErrors) {
  World world({}, [](const Reference& reference, int) -> std::expected<Fetched, ProviderError> {
    if (reference.path == "large") return Value(std::string(kMaxSecretBytes + 1, 'x'));
    throw std::runtime_error("broken");
  });
  EXPECT_THAT(world.Get("ref+vault://large"), HasSubstr("larger than 1 MiB"));
  EXPECT_THAT(world.Get("ref+vault://thrown"), HasSubstr("broken"));
  EXPECT_THAT(world.Get("ref+env://NAME"), HasSubstr("no provider env"));
}

TEST(Resolver, C7_ExaminesWithoutTheCacheAndWithoutTheValue) {
  World world({.tries = 1}, [](const Reference& reference, int call) -> std::expected<Fetched, ProviderError> {
    if (reference.path == "gone") return Fails(Fault::kAbsent);
    Fetched fetched = Value(R"({"a":1})");
    fetched.version = std::to_string(call);
    fetched.created = base::Wall(seconds(5));
    return fetched;
  });
  EXPECT_EQ(world.resolver->Examine(*ParseReference("ref+vault://a")).version, "0");
  const auto again = world.resolver->Examine(*ParseReference("ref+vault://a#/a"));
  EXPECT_EQ(again.version, "1");
  EXPECT_EQ(again.created, base::Wall(seconds(5)));
  EXPECT_FALSE(again.fault);
  EXPECT_EQ(world.resolver->Examine(*ParseReference("ref+vault://a#/b")).fault->fault, Fault::kAbsent);
  EXPECT_EQ(world.resolver->Examine(*ParseReference("ref+vault://gone")).fault->fault, Fault::kAbsent);
  EXPECT_EQ(world.resolver->Examine(*ParseReference("ref+k8s://a/b")).fault->fault, Fault::kMisused);
}

}  // namespace
}  // namespace gatehouse::secrets
