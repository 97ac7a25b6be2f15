#include "base/rfc3339.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Wall kNoon{seconds{1'769'860'800}};  // 2026-01-31T12:00:00Z

TEST(Rfc3339Test, WritesWholeSecondsAndMilliseconds) {
  EXPECT_EQ(TimeText(kNoon), "2026-01-31T12:00:00Z");
  EXPECT_EQ(TimeText(kNoon + milliseconds{999}), "2026-01-31T12:00:00Z");
  EXPECT_EQ(TimeTextMillis(kNoon + milliseconds{7}), "2026-01-31T12:00:00.007Z");
  EXPECT_EQ(TimeText(Wall{}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(TimeText(Wall{seconds{kLastSecond}}), "9999-12-31T23:59:59Z");
  EXPECT_EQ(TimeTextMillis(Wall{milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339Test, ReadsWhatItWrites) {
  for (const int64_t second : {int64_t{0}, int64_t{951'782'400}, int64_t{1'769'860'800}, kLastSecond}) {
    EXPECT_EQ(ParseTimeText(TimeText(Wall{seconds{second}})), Wall{seconds{second}}) << second;
    const Wall precise = Wall{seconds{second}} + milliseconds{123};
    EXPECT_EQ(ParseRfc3339(TimeTextMillis(precise)), precise) << second;
  }
}

TEST(Rfc3339Test, ReadsMillisecondsOfItsOwnAndNothingElse) {
  EXPECT_EQ(ParseTimeTextMillis(TimeTextMillis(kNoon + milliseconds{7})), kNoon + milliseconds{7});
  for (const char* text : {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00.25Z", "2026-01-31T12:00:00.0070Z",
                           "2026-01-31T11:59:60.000Z", "2026-02-30T12:00:00.000Z", "2026-01-31T24:00:00.000Z",
                           "2026-01-31 12:00:00.000Z", "2026-01-31T12:00:00.000z", "2026-01-31T12:00:00.0+1Z", ""}) {
    EXPECT_EQ(ParseTimeTextMillis(text), std::nullopt) << text;
  }
}

TEST(Rfc3339Test, ReadsFractionsAndOffsetsOfOtherServices) {
  EXPECT_EQ(ParseRfc3339("2026-01-31T12:00:00.25Z"), kNoon + milliseconds{250});
  EXPECT_EQ(ParseRfc3339("2026-01-31T12:00:00.123456789Z"), kNoon + milliseconds{123});
  EXPECT_EQ(ParseRfc3339("2026-01-31T13:30:00+01:30"), kNoon);
  EXPECT_EQ(ParseRfc3339("2026-01-31T07:00:00.5-05:00"), kNoon + milliseconds{500});
  EXPECT_EQ(ParseRfc3339("2026-01-31T11:59:60Z"), kNoon);
}

TEST(Rfc3339Test, C1_WithFractionAndOffset) {
  const Wall time{milliseconds(1'769'860'800'123)};
  EXPECT_EQ(ParseRfc3339("2026-01-31T12:00:00.123456789Z"), time);
  EXPECT_EQ(ParseRfc3339("2026-01-31T14:00:00.123+02:00"), time);
  EXPECT_EQ(ParseRfc3339("2026-01-31T12:00:00Z"), time - milliseconds(123));
}

TEST(Rfc3339Test, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "Z",
                           "yesterday",
                           "2026-01-31",
                           "2026-01-31T12:00:00",
                           "2026-01-31 12:00:00Z",
                           "2026-02-30T12:00:00Z",
                           "2026-13-01T12:00:00Z",
                           "2026-00-10T12:00:00Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T12:60:00Z",
                           "2026-01-31T12:00:61Z",
                           "2026-01-31T12:00:00.Z",
                           "2026-01-31T12:00:00.1",
                           "2026-01-31T12:00:00+1:00",
                           "2026-01-31T12:00:00+24:00",
                           "2026-01-31T12:00:00+01:60",
                           "2026-01-31T12:00:00+0100",
                           "2026-01-31T12:00:00Zx",
                           " 2026-01-31T12:00:00Z",
                           "+026-01-31T12:00:00Z",
                           "2026-01-31T12:00:00.0000000000000000000Z"}) {
    EXPECT_EQ(ParseRfc3339(text), std::nullopt) << text;
    EXPECT_EQ(ParseTimeText(text), std::nullopt) << text;
  }
}

TEST(Rfc3339Test, ItsOwnFormIsNarrower) {
  for (const char* text : {"2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00+00:00", "2026-01-31T11:59:60Z"}) {
    EXPECT_TRUE(ParseRfc3339(text)) << text;
    EXPECT_EQ(ParseTimeText(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace gatehouse::base
