#include "events/repeats.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::events {
namespace {

constexpr base::Wall kTime{std::chrono::milliseconds(1'700'000'000'123)};
constexpr std::chrono::seconds kSecond{1};

Event Refusal(std::string_view principal = {}, uint8_t address = 1, base::Wall time = kTime) {
  Event event;
  event.time = time;
  event.reason = gate::Reason::kRateLimited;
  event.principal = principal;
  event.address = base::IpAddress::V4({192, 0, 2, address});
  return event;
}

struct Total {
  uint64_t written = 0;
  uint64_t lines = 0;
  uint64_t counted = 0;
  void Take(Repeats& repeats, const Event& event) { written += repeats.Admit(event) ? 1 : 0; }
  void Flush(Repeats& repeats, base::Wall now) {
    repeats.Flush(now, [this](const Event& event) {
      ++lines;
      counted += event.count;
    });
  }
};

TEST(Repeats, B12_EqualRefusalsOfASecondAreOneLineWithACount) {
  Repeats repeats;
  Total total;
  for (int i = 0; i < 10'000; ++i) total.Take(repeats, Refusal());
  EXPECT_EQ(total.written, Repeats::kWritten);
  total.Flush(repeats, kTime);
  EXPECT_EQ(total.lines, 0U) << "the second is not over";
  total.Flush(repeats, kTime + kSecond);
  EXPECT_EQ(total.lines, 1U);
  EXPECT_EQ(total.counted, 10'000U - Repeats::kWritten);
  EXPECT_TRUE(repeats.empty());
  total.Flush(repeats, kTime + 2 * kSecond);
  EXPECT_EQ(total.lines, 1U) << "told once";
}

// Row C15: a flood is to be known, and blocked, within the second in which it begins.
TEST(Repeats, C15_AFloodIsToldFourTimesASecondAndCountedOnce) {
  Repeats repeats;
  Total total;
  const base::Wall begin = std::chrono::floor<std::chrono::seconds>(kTime);
  uint64_t sent = 0;
  for (std::chrono::milliseconds at{0}; at < std::chrono::seconds(3); at += std::chrono::milliseconds(1)) {
    if (at.count() % 25 == 0) total.Flush(repeats, begin + at);
    EXPECT_LE(total.written + total.counted, sent);
    if (at.count() % 250 == 0) {
      EXPECT_EQ(total.written + total.counted, sent) << "after " << at.count() << " ms";
    }
    for (int i = 0; i < 2; ++i, ++sent) total.Take(repeats, Refusal({}, 1, begin + at));
  }
  total.Flush(repeats, base::Wall::max());
  EXPECT_EQ(total.written + total.counted, sent);
  EXPECT_EQ(total.written, 3 * Repeats::kWritten);
  EXPECT_EQ(total.lines, 3U * 4);
}

TEST(Repeats, B12_WhateverStrangersCanMakeHappenIsCountedAndNothingElse) {
  for (const EventType counted : {type::kRefused, type::kUpstreamError, type::kClientRefused, type::kLoginFailed,
                                  type::kSecondFactorFailed, type::kSuspiciousInput}) {
    Repeats repeats;
    Total total;
    Event event = Refusal();
    event.type = counted;
    for (uint64_t i = 0; i < 2 * Repeats::kWritten; ++i) total.Take(repeats, event);
    EXPECT_EQ(total.written, Repeats::kWritten) << Describe(counted).name;
    repeats.Flush(kTime + kSecond, [&](const Event& sum) { EXPECT_EQ(sum.type, counted); });
  }
  for (const EventType whole : {type::kLogin, type::kTokenIssued}) {
    Repeats repeats;
    Total total;
    Event event = Refusal();
    event.type = whole;
    for (uint64_t i = 0; i < 2 * Repeats::kWritten; ++i) total.Take(repeats, event);
    EXPECT_EQ(total.written, 2 * Repeats::kWritten) << Describe(whole).name;
  }
}

TEST(Repeats, B12_WhatDiffersStaysSeparate) {
  Repeats repeats;
  Total total;
  Event other = Refusal();
  other.reason = gate::Reason::kTokenMissing;
  Event observed = Refusal();
  observed.observed = true;
  Event issuer = Refusal("a");
  issuer.issuer = "b";
  for (uint64_t i = 0; i <= Repeats::kWritten; ++i) {
    for (const Event& event : {Refusal(), Refusal("a"), Refusal("b"), Refusal("a", 2), issuer, other, observed,
                               Refusal({}, 1, kTime + kSecond)}) {
      total.Take(repeats, event);
    }
  }
  EXPECT_EQ(total.written, 8 * Repeats::kWritten);
  total.Flush(repeats, kTime + 5 * kSecond);
  EXPECT_EQ(total.lines, 8U);
  EXPECT_EQ(total.counted, 8U);
}

TEST(Repeats, B12_ManyAddressesAreBoundedAndNoneIsLost) {
  Repeats repeats;
  Total total;
  constexpr uint64_t kEvents = 50'000;
  for (uint64_t i = 0; i < kEvents; ++i) total.Take(repeats, Refusal("who" + std::to_string(i)));
  EXPECT_LE(total.written, Repeats::kMaxKeys + Repeats::kWritten);
  total.Flush(repeats, kTime + kSecond);
  EXPECT_EQ(total.written + total.counted, kEvents);
  EXPECT_EQ(total.lines, 1U);
}

TEST(Repeats, B12_EveryTypeThatClientsMakeAtWillIsCounted) {
  for (const auto type : {type::kRefused, type::kUpstreamError, type::kCutOff}) {
    Repeats repeats;
    Total total;
    Event event = Refusal();
    event.type = type;
    for (uint64_t i = 0; i < Repeats::kWritten + 3; ++i) total.Take(repeats, event);
    total.Flush(repeats, kTime + kSecond);
    EXPECT_EQ(total.written, Repeats::kWritten) << Describe(type).name;
    EXPECT_EQ(total.counted, 3U) << Describe(type).name;
  }
}

TEST(Repeats, B12_WhatNoRequestMakesIsAlwaysWritten) {
  Repeats repeats;
  Event event = Refusal();
  event.type = type::kRevoked;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(repeats.Admit(event));
  EXPECT_TRUE(repeats.empty());
}

}  // namespace
}  // namespace gatehouse::events
