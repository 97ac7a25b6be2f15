#include "secrets/token_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

using std::chrono::seconds;

base::Wall At(int64_t second) { return base::Wall(seconds(second)); }

struct Minting {
  std::atomic<int> minted = 0;
  seconds life{3600};
  bool fails = false;
  TokenCache cache{[this](base::Wall now) -> std::expected<AccessToken, ProviderError> {
    ++minted;
    if (fails) return Refuse(Fault::kUnavailable, "no");
    return AccessToken{base::SecretString("t" + std::to_string(minted.load())), now + life};
  }};
  std::string Get(int64_t second) {
    const auto token = cache.Get(At(second));
    return token ? std::string(token->Reveal()) : "none";
  }
};

TEST(TokenCache, A3_RenewsFiveMinutesBeforeTheEnd) {
  Minting minting;
  EXPECT_EQ(minting.Get(0), "t1");
  EXPECT_EQ(minting.Get(3299), "t1");
  EXPECT_EQ(minting.Get(3300), "t2");
  EXPECT_EQ(minting.minted, 2);
}

TEST(TokenCache, A3_AShortLifeIsRenewedInItsLastFifth) {
  Minting minting;
  minting.life = seconds(100);
  EXPECT_EQ(minting.Get(0), "t1");
  EXPECT_EQ(minting.Get(79), "t1");
  EXPECT_EQ(minting.Get(80), "t2");
}

TEST(TokenCache, A3_TheOldOneGoesOnWhileItLives) {
  Minting minting;
  EXPECT_EQ(minting.Get(0), "t1");
  minting.fails = true;
  EXPECT_EQ(minting.Get(3599), "t1");
  EXPECT_EQ(minting.Get(3600), "none");
  EXPECT_EQ(minting.Get(3000), "none") << "it was dropped";
}

TEST(TokenCache, A3_ARefusedOneIsForgottenOnce) {
  Minting minting;
  const auto first = minting.cache.Get(At(0));
  minting.cache.Forget(*first);
  EXPECT_EQ(minting.Get(1), "t2");
  minting.cache.Forget(*first);  // somebody else noticed late
  EXPECT_EQ(minting.Get(2), "t2");
}

TEST(TokenCache, A3_OneMintForManyWhoAsk) {
  Minting minting;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_EQ(minting.Get(0), "t1"); });
  }
  EXPECT_EQ(minting.minted, 1);
}

}  // namespace
}  // namespace gatehouse::secrets
