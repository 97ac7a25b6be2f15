#include "events/event.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/bytes.h"
#include "base/json.h"

namespace gatehouse::events {
namespace {

constexpr base::Wall kTime{std::chrono::milliseconds(1'700'000'000'123)};

std::string Line(const Event& event) {
  LineBuffer buffer;
  return std::string(FormatLine(event, buffer));
}

// The value of a field as a reader of the log gets it.
std::string Field(const std::string& line, std::string_view name) {
  json::Parser parser;
  const auto root = parser.Parse(line, {});
  if (!root || !root->IsObject()) return "<no JSON>";
  const auto value = root->Member(name);
  if (!value) return "<missing>";
  if (const auto number = value->Integer()) return std::to_string(*number);
  return std::string(value->String().value_or("<no text>"));
}

Event Refusal() {
  Event event;
  event.time = kTime;
  event.reason = gate::Reason::kTokenSignature;
  event.route = "POST /message";
  event.method = "POST";
  event.path = "/message";
  event.principal = "droplet:14";
  event.issuer = "registry.example";
  event.address = base::IpAddress::Parse("2001:db8::1");
  event.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  event.policy_generation = 7;
  event.details = "kid k-1";
  return event;
}

TEST(Event, A14_OneLineOfJsonWithEveryField) {
  EXPECT_EQ(Line(Refusal()),
            R"({"time":"2023-11-14T22:13:20.123Z","type":"refused","severity":"high","reason":"token_signature",)"
            R"("mode":"enforced","route":"POST /message","method":"POST","path":"/message","principal":"droplet:14",)"
            R"("issuer":"registry.example","address":"2001:db8::1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",)"
            R"("policy_generation":7,"details":"kid k-1"})"
            "\n");
}

TEST(Event, A14_WhatIsEmptyIsLeftOut) {
  Event event;
  event.time = kTime;
  event.type = type::kPolicyLoaded;
  event.observed = true;
  EXPECT_EQ(
      Line(event),
      "{\"time\":\"2023-11-14T22:13:20.123Z\",\"type\":\"policy_loaded\",\"severity\":\"info\",\"mode\":\"observed\","
      "\"policy_generation\":0}\n");
}

// THREATS, log injection: whatever a field holds, there is one line, it is one object, and no decoded value can move a
// cursor, end a line or turn text around.
TEST(Event, B7_NoFieldCanForgeALine) {
  const std::string evils[] = {"a\nb",
                               "a\r\n{\"type\":\"forged\"}",
                               "\",\"type\":\"forged\",\"x\":\"",
                               "\\\",\"type\":\"forged",
                               "\x1b[2J\x1b[31mred",
                               "\xC2\x9B"
                               "31m",
                               "a\xE2\x80\xA8"
                               "b\xE2\x80\xA9"
                               "c",
                               "\xE2\x80\xAE"
                               "gnp.exe",
                               std::string("a\0b", 3),
                               "\x7F\x08\x08\x08",
                               "\xFF\xFE\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80",
                               "\xE2\x80",
                               "\xF3\xA0\x81\x81"};
  for (const std::string& evil : evils) {
    Event event = Refusal();
    event.route = event.method = event.path = event.principal = event.issuer = event.trace_id = event.details = evil;
    const std::string line = Line(event);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(Field(line, field::kType), "refused");
    EXPECT_TRUE(base::IsUtf8(line));
    for (const std::string_view name : {field::kRoute, field::kMethod, field::kPath, field::kPrincipal, field::kIssuer,
                                        field::kTraceId, field::kDetails}) {
      const std::string value = Field(line, name);
      EXPECT_NE(value, "<no JSON>");
      for (const char c : value) EXPECT_TRUE(static_cast<uint8_t>(c) >= 0x20 && c != 0x7F) << line;
      for (const char* mark : {"\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAE", "\xC2\x9B", "\xF3\xA0"}) {
        EXPECT_EQ(value.find(mark), std::string::npos) << line;
      }
    }
  }
}

TEST(Event, B7_TreacherousCharactersAreSpelledOut) {
  Event event = Refusal();
  event.details = "a\x1b[2J \xE2\x80\xAE z\xC3\xA9 \xFF";
  EXPECT_EQ(Field(Line(event), field::kDetails), "a\\x1b[2J \\u202e z\xC3\xA9 \xEF\xBF\xBD");
}

TEST(Event, A14_LongFieldsAreCutAtCharactersAndMarked) {
  Event event = Refusal();
  std::string path = "/";
  while (path.size() < 5000) path += "\xE2\x82\xAC";  // €
  event.path = path;
  const std::string value = Field(Line(event), field::kPath);
  EXPECT_TRUE(value.ends_with("\xE2\x82\xAC[cut]"));
  EXPECT_LE(value.size(), kMaxPath);
  EXPECT_GT(value.size(), kMaxPath - 8);

  const std::string fits(kMaxPath, 'a');
  event.path = fits;
  EXPECT_EQ(Field(Line(event), field::kPath), fits) << "what just fits is whole";
}

TEST(Event, A14_NoEventIsLongerThanALineMayBe) {
  std::mt19937 random(9);
  for (int round = 0; round < 200; ++round) {
    std::string long_text;
    while (long_text.size() < 20'000) {
      long_text +=
          round % 2 == 0 ? std::string(1, static_cast<char>(random() % 256)) : std::string("\xF3\xA0\x81\x81\"\\\x01");
    }
    Event event = Refusal();
    event.route = event.method = event.path = event.principal = event.issuer = event.trace_id = event.details =
        long_text;
    event.policy_generation = ~uint64_t{0};
    const std::string line = Line(event);
    ASSERT_LE(line.size(), kMaxLineBytes);
    ASSERT_NE(Field(line, field::kDetails), "<no JSON>");
  }
}

TEST(Event, C10_SecretsInFieldsAreRedacted) {
  Event event = Refusal();
  event.path = "/reset?token=abc123&x=1";
  event.details = "upstream said: Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln";
  const std::string line = Line(event);
  EXPECT_EQ(Field(line, field::kPath), "/reset?token=[REDACTED]&x=1");
  EXPECT_EQ(Field(line, field::kDetails), "upstream said: Authorization: [REDACTED]");
  EXPECT_EQ(line.find("eyJ"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse::events
