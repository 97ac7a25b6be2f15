#include "gate/identify/token_cache.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "gate/identify/testing_tokens.h"

namespace gatehouse::gate {
namespace {

using namespace testing;

// A verified token of that subject. Verified once, by Ed25519, and kept: what the cache holds need not match its key
// here.
KnownToken VerifiedFor(const std::string& subject) {
  static const TrustedIssuers trusted = [] {
    jose::TokenRules rules = DropletRules();
    rules.algorithms = {crypto::Algorithm::kEdDsa};
    return Trusting(rules, crypto::Algorithm::kEdDsa);
  }();
  static std::map<std::string, KnownToken> known;
  if (const auto found = known.find(subject); found != known.end()) return found->second;
  const std::string token =
      Signed(R"({"alg":"EdDSA"})", PayloadWith("visibility-deck", subject), crypto::Algorithm::kEdDsa);
  return known.emplace(subject, *VerifyToken(token, trusted, kNow)).first->second;
}

std::string Token(const std::string& subject, int number) { return subject + "-token-" + std::to_string(number); }

TEST(TokenCache, FindsWhatWasInserted) {
  TokenCache cache;
  EXPECT_EQ(cache.Find("a", 1).token, nullptr);
  const KnownToken* stored = cache.Insert("a", 1, 3, VerifiedFor("ada"));
  ASSERT_NE(stored, nullptr);
  EXPECT_EQ(stored->principal().subject, "ada");
  EXPECT_EQ(cache.Find("a", 1).token, stored);
  EXPECT_EQ(cache.Find("a", 1).rules, 3U);
  EXPECT_EQ(cache.size(), 1U);
  cache.Erase("a");
  cache.Erase("a");
  EXPECT_EQ(cache.Find("a", 1).token, nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(TokenCache, Threats_CacheConfusion_AnotherGenerationIsAMiss) {
  TokenCache cache;
  cache.Insert("a", 1, 0, VerifiedFor("ada"));
  EXPECT_EQ(cache.Find("a", 2).token, nullptr);
  EXPECT_EQ(cache.Find("a", 0).token, nullptr);
  cache.Insert("a", 2, 5, VerifiedFor("ada"));
  EXPECT_EQ(cache.Find("a", 2).rules, 5U);
  EXPECT_EQ(cache.Find("a", 1).token, nullptr);
  EXPECT_EQ(cache.size(), 1U);
}

TEST(TokenCache, APrincipalHoldsAFewEntriesTheOldestGoesFirst) {
  TokenCache cache;
  for (int i = 0; i < 6; ++i) cache.Insert(Token("ada", i), 1, 0, VerifiedFor("ada"));
  EXPECT_EQ(cache.size(), TokenCache::kEntriesPerPrincipal);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(cache.Find(Token("ada", i), 1).token != nullptr, i >= 2) << i;
}

TEST(TokenCache, NoClientPushesOutAllOthers) {
  TokenCache cache(256);
  for (int i = 0; i < 252; ++i) {
    const std::string subject = "client" + std::to_string(i);
    cache.Insert(Token(subject, 0), 1, 0, VerifiedFor(subject));
  }
  for (int i = 0; i < 20'000; ++i) cache.Insert(Token("greedy", i), 1, 0, VerifiedFor("greedy"));
  EXPECT_EQ(cache.size(), 256U);
  for (int i = 0; i < 252; ++i) {
    EXPECT_NE(cache.Find(Token("client" + std::to_string(i), 0), 1).token, nullptr) << i;
  }
}

TEST(TokenCache, NoClientPushesOutAllOthers_NorWhenTheCacheIsFull) {
  TokenCache cache(256);
  for (int i = 0; i < 256; ++i) {
    const std::string subject = "client" + std::to_string(i);
    cache.Insert(Token(subject, 0), 1, 0, VerifiedFor(subject));
  }
  for (int i = 0; i < 20'000; ++i) cache.Insert(Token("greedy", i), 1, 0, VerifiedFor("greedy"));
  size_t left = 0;
  for (int i = 0; i < 256; ++i) left += cache.Find(Token("client" + std::to_string(i), 0), 1).token != nullptr ? 1 : 0;
  EXPECT_EQ(left, 256 - TokenCache::kEntriesPerPrincipal) << "it took its own few places and no more";
}

TEST(TokenCache, ATokenSeenTwiceOutlivesThoseSeenOnce) {
  TokenCache cache(64);
  cache.Insert("regular", 1, 0, VerifiedFor("regular"));
  for (int i = 0; i < 1000; ++i) {
    ASSERT_NE(cache.Find("regular", 1).token, nullptr) << i;
    const std::string subject = "passer-by" + std::to_string(i);
    cache.Insert(Token(subject, 0), 1, 0, VerifiedFor(subject));
    ASSERT_LE(cache.size(), 64U);
  }
}

TEST(TokenCache, TheSmallestCacheWorks) {
  TokenCache cache(0);
  for (int i = 0; i < 10; ++i) {
    const std::string subject = "client" + std::to_string(i);
    cache.Insert(Token(subject, 0), 1, 0, VerifiedFor(subject));
    EXPECT_EQ(cache.size(), 1U);
    EXPECT_NE(cache.Find(Token(subject, 0), 1).token, nullptr);
  }
}

// The index against a plain map, through many insertions and deletions in a small and crowded cache.
TEST(TokenCache, AgainstAModel) {
  TokenCache cache(128);
  std::map<std::string, uint64_t> inserted;  // generation of the last insertion
  std::mt19937 random(1);                    // NOLINT: the same run every time
  for (int step = 0; step < 200'000; ++step) {
    const std::string subject = "client" + std::to_string(random() % 90);
    const std::string token = Token(subject, static_cast<int>(random() % 6));
    switch (random() % 4) {
      case 0: {
        const uint64_t generation = random() % 2;
        ASSERT_EQ(cache.Insert(token, generation, 0, VerifiedFor(subject))->principal().subject, subject);
        ASSERT_NE(cache.Find(token, generation).token, nullptr);
        inserted[token] = generation;
        break;
      }
      case 1:
        cache.Erase(token);
        inserted.erase(token);
        break;
      default: {
        const auto hit = cache.Find(token, 1);
        if (hit.token == nullptr) break;
        ASSERT_TRUE(inserted.contains(token) && inserted[token] == 1);
        ASSERT_EQ(hit.token->principal().subject, subject);
      }
    }
    ASSERT_LE(cache.size(), 128U);
  }
}

TEST(TokenCache, BoundsTheBytesOfItsTokens) {
  const auto token = [](int number) { return std::string(96, 'x') + std::to_string(1000 + number); };
  TokenCache cache(100, 1000);
  for (int i = 0; i < 30; ++i) {
    cache.Insert(token(i), 1, 0, VerifiedFor("person-" + std::to_string(i)));
    EXPECT_NE(cache.Find(token(i), 1).token, nullptr) << i;
    EXPECT_LE(cache.size(), 10U);
  }
  EXPECT_EQ(cache.size(), 10U);
  cache.Erase(token(29));
  EXPECT_EQ(cache.size(), 9U);
  cache.Insert(std::string(5000, 'x'), 1, 0, VerifiedFor("large"));
  EXPECT_EQ(cache.size(), 1U) << "one that is larger than all of it still has its turn";
}

}  // namespace
}  // namespace gatehouse::gate
