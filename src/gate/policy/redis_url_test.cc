#include "gate/policy/redis_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(RedisUrl, B11_ReadsEachPart) {
  const auto url = ParseRedisUrl("rediss://gate:p%40ss%2F:word@redis.example:6380/3");
  ASSERT_TRUE(url) << url.error().Text();
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->host, "redis.example");
  EXPECT_EQ(url->port, 6380);
  EXPECT_EQ(url->user, "gate");
  EXPECT_EQ(url->password.Reveal(), "p@ss/:word");
  EXPECT_EQ(url->database, 3U);
  EXPECT_EQ(url->Shown(), "rediss://redis.example:6380");
}

TEST(RedisUrl, B11_HasDefaults) {
  const auto url = ParseRedisUrl("redis://[::1]");
  ASSERT_TRUE(url) << url.error().Text();
  EXPECT_FALSE(url->tls);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 6379);
  EXPECT_TRUE(url->password.empty());
  EXPECT_EQ(url->Shown(), "redis://[::1]:6379");
  EXPECT_TRUE(ParseRedisUrl("redis://:secret@cache/"));
}

TEST(RedisUrl, B11_KnowsWhatStaysOnThisMachine) {
  for (const char* text : {"redis://localhost", "redis://127.0.0.1:7000", "redis://[::1]:7000/1"}) {
    EXPECT_TRUE(ParseRedisUrl(text)->StaysHere()) << text;
  }
  for (const char* text : {"redis://cache", "redis://10.0.0.1", "redis://localhost.example"}) {
    EXPECT_FALSE(ParseRedisUrl(text)->StaysHere()) << text;
  }
}

TEST(RedisUrl, B11_RefusesTheRestAndNeverRepeatsIt) {
  for (const char* text : {"", "redis:", "redis://", "http://cache", "cache:6379", "redis://cache:0",
                           "redis://cache:99999", "redis://cache/x", "redis://cache/65536", "redis://cache/-1",
                           "redis://cache/0/1", "redis://us:hunter2%zz@cache", "redis://hunter2@cache",
                           "redis://:hunter2%0d%0aFLUSHALL@cache", "redis://:hunter2@", "redis://a b",
                           "redis://cache?password=hunter2", "redis://:hunter2@cache\n", "unix:/run/redis.sock"}) {
    const auto url = ParseRedisUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_THAT(url.error().Text(), testing::Not(testing::HasSubstr("hunter2"))) << text;
  }
}

}  // namespace
}  // namespace gatehouse::gate
