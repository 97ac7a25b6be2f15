#include "events/parsed_event.h"

#include <gtest/gtest.h>

#include <string>

#include "events/event.h"

namespace gatehouse::events {
namespace {

constexpr base::Wall kTime{std::chrono::milliseconds(1'700'000'000'123)};

std::string Line(const Event& event) {
  LineBuffer buffer;
  std::string line(FormatLine(event, buffer));
  line.pop_back();
  return line;
}

TEST(ParsedEvent, A14_IsWhatWasWritten) {
  LineParser parser;
  for (const EventTypeInfo& info : AllEventTypes()) {
    Event event{.time = kTime, .type = info.type, .reason = gate::Reason::kTokenSignature, .observed = true};
    event.route = "POST /message";
    event.method = "POST";
    event.path = "/message";
    event.principal = "droplet:14";
    event.issuer = "registry.example";
    event.address = base::IpAddress::V4({192, 0, 2, 1});
    event.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
    event.details = "a \"quoted\" word";
    event.count = 7;
    const std::string line = Line(event);
    const auto parsed = parser.Parse(line);
    ASSERT_TRUE(parsed) << line;
    EXPECT_EQ(parsed->time, kTime);
    EXPECT_EQ(parsed->type, info.type);
    EXPECT_EQ(parsed->reason, gate::Reason::kTokenSignature);
    EXPECT_TRUE(parsed->observed);
    EXPECT_EQ(parsed->route, "POST /message");
    EXPECT_EQ(parsed->method, "POST");
    EXPECT_EQ(parsed->path, "/message");
    EXPECT_EQ(parsed->principal, "droplet:14");
    EXPECT_EQ(parsed->issuer, "registry.example");
    EXPECT_EQ(parsed->address, "192.0.2.1");
    EXPECT_EQ(parsed->trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(parsed->details, "a \"quoted\" word");
    EXPECT_EQ(parsed->count, 7U);
  }
}

TEST(ParsedEvent, A14_LinesThatAreNoneOfOursAreTold) {
  LineParser parser;
  const auto fault = [&](std::string_view line) {
    const auto parsed = parser.Parse(line);
    return parsed ? std::optional<LineFault>() : std::optional(parsed.error());
  };
  const std::string good = Line({.time = kTime, .type = type::kLogin});
  EXPECT_EQ(fault(good), std::nullopt);
  for (size_t size = 0; size < good.size(); ++size) EXPECT_EQ(fault(good.substr(0, size)), LineFault::kUnreadable);
  for (const char* line : {"", "[]", "1", "{}", R"({"type":"login"})", R"({"time":"2023-11-14T22:13:20.123Z"})",
                           R"({"time":"2023-02-30T22:13:20.123Z","type":"login"})",
                           R"({"time":"2023-11-14 22:13:20","type":"login"})", R"({"time":1700000000,"type":"login"})",
                           R"({"time":"2023-11-14T22:13:20.123Z","type":"login","type":"logout"})"}) {
    EXPECT_EQ(fault(line), LineFault::kUnreadable) << line;
  }
  EXPECT_EQ(fault(good + good), LineFault::kUnreadable) << "two lines in one";
  EXPECT_EQ(fault(R"({"time":"2023-11-14T22:13:20.123Z","type":"teleported"})"), LineFault::kUnknownType);
  EXPECT_EQ(fault(std::string(10 << 20, 'x')), LineFault::kUnreadable);
}

TEST(ParsedEvent, A14_WhatAnotherVersionAddsIsPassedOver) {
  LineParser parser;
  const auto parsed = parser.Parse(
      R"({"time":"2023-11-14T22:13:20.123Z","type":"refused","reason":"not_yet_known","colour":{"of":"red"},"count":-3})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->reason, gate::Reason::kAllowed);
  EXPECT_EQ(parsed->count, 1U);
}

}  // namespace
}  // namespace gatehouse::events
