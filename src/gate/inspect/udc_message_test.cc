#include "gate/inspect/udc_message.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

using Json = nlohmann::ordered_json;

Json Message() {
  return Json::parse(R"({
    "trace_id": "7d444840-9dc0-11d1-b245-5ffdce74fad2",
    "source": 14,
    "target": 21,
    "message_type": "command",
    "payload": {"command": "rebalance"},
    "timestamp": "2025-11-22T10:30:00Z"
  })");
}

std::string Verdict(const Json& message) {
  constexpr json::Limits kWide{.max_bytes = 8 << 20, .max_depth = 32, .max_members = 300'000};
  json::Parser parser;
  const std::string text = message.dump();
  const auto body = parser.Parse(text, kWide);
  if (!body) return std::string(json::Sentence(body.error()));
  const auto read = ReadUdcMessage(*body);
  return read ? std::to_string(read->source) + " to " + std::to_string(read->target)
              : std::string(Describe(read.error()).name);
}

std::string With(const char* field, const Json& value) {
  Json message = Message();
  message[field] = value;
  return Verdict(message);
}

TEST(UdcMessage, B6_AcceptsAWholeMessage) {
  EXPECT_EQ(Verdict(Message()), "14 to 21");
  Json reversed = Json::object();
  const Json message = Message();
  for (auto it = message.rbegin(); it != message.rend(); ++it) reversed[it.key()] = it.value();
  EXPECT_EQ(Verdict(reversed), "14 to 21");
  EXPECT_EQ(With("another_field", Json::parse(R"({"source": 1})")), "14 to 21");  // other fields are let through
}

TEST(UdcMessage, B6_EveryRefusalNamesItsField) {
  constexpr std::pair<const char*, const char*> kReasons[] = {
      {"trace_id", "udc_trace_id"},         {"source", "udc_source"},   {"target", "udc_target"},
      {"message_type", "udc_message_type"}, {"payload", "udc_payload"}, {"timestamp", "udc_timestamp"},
  };
  for (const auto& [field, reason] : kReasons) {
    Json message = Message();
    message.erase(field);
    EXPECT_EQ(Verdict(message), reason) << "missing";
    for (const char* const wrong : {"null", "true", "[]", "1.5", "\"\"", "-1", "\"x\""}) {
      EXPECT_EQ(With(field, Json::parse(wrong)), reason) << wrong;
    }
  }
  EXPECT_EQ(Verdict(Json::array({1})), "udc_not_object");
  EXPECT_EQ(Verdict("text"), "udc_not_object");
  EXPECT_EQ(Verdict(Json::object()), "udc_trace_id");
}

TEST(UdcMessage, B6_TraceIdIsAUuidOf36Characters) {
  for (const char* const good : {"00000000-0000-0000-0000-000000000000", "7D444840-9DC0-11D1-B245-5FFDCE74FAD2",
                                 "ffffffff-FFFF-ffff-FFFF-ffffffffffff"}) {
    EXPECT_EQ(With("trace_id", good), "14 to 21") << good;
  }
  for (const char* const bad : {"7d4448409dc011d1b2455ffdce74fad2", "7d444840-9dc0-11d1-b245-5ffdce74fad",
                                "7d444840-9dc0-11d1-b245-5ffdce74fad22", "7d444840-9dc0-11d1-b245-5ffdce74fadg",
                                "7d44484-09dc0-11d1-b245-5ffdce74fad2", "7d444840_9dc0_11d1_b245_5ffdce74fad2",
                                "{7d444840-9dc0-11d1-b245-5ffdce74fa}", "7d444840-9dc0-11d1-b245-5ffdce74fad\n",
                                "7d444840-9dc0-11d1-b245--ffdce74fad2", "7d444840-9dc0-11d1-b245-5ffdce74fa\xc3\xa9",
                                "------------------------------------", "000000000000000000000000000000000000"}) {
    EXPECT_EQ(With("trace_id", bad), "udc_trace_id") << bad;
  }
}

TEST(UdcMessage, B6_EveryCharacterOfATraceIdIsLookedAt) {
  const std::string good = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
  for (size_t at = 0; at < good.size(); ++at) {
    for (char c = ' '; c <= '~'; ++c) {
      if (c == '"' || c == '\\') continue;
      std::string changed = good;
      changed[at] = c;
      const bool fits = good[at] == '-' ? c == '-' : base::HexDigit(c) >= 0;
      EXPECT_EQ(With("trace_id", changed), fits ? "14 to 21" : "udc_trace_id") << changed;
    }
  }
}

TEST(UdcMessage, B6_DropletsAreIntegersFrom1To999) {
  for (const char* const field : {"source", "target"}) {
    const std::string reason = std::string("udc_") + field;
    for (const int good : {1, 14, 999}) EXPECT_EQ(With(field, good).find("udc"), std::string::npos) << good;
    for (const double good : {1.0, 14.0, 999.0}) EXPECT_EQ(With(field, good).find("udc"), std::string::npos) << good;
    for (const char* const bad : {"0", "1000", "-1", "14.5", "1e1", "1.4e1", "140e-1", "14.0e0", "0.0", "-14.0",
                                  "1000.0", "14.00000000000000000001", "99999999999999999999.0", "\"14\"", "true",
                                  "null", "9223372036854775807", "18446744073709551615", "4294967310"}) {
      Json message = Message();
      message[field] = "@";
      std::string text = message.dump();
      text.replace(text.find("\"@\""), 3, bad);
      json::Parser parser;
      const auto read = ReadUdcMessage(*parser.Parse(text, {}));
      ASSERT_FALSE(read) << bad;
      EXPECT_EQ(Describe(read.error()).name, reason) << bad;
    }
  }
}

TEST(UdcMessage, B6_MessageTypesAreFourWords) {
  for (const char* const good : {"status", "event", "command", "query"})
    EXPECT_EQ(With("message_type", good), "14 to 21");
  for (const char* const bad : {"Status", "status ", "statu", "delete", "stat\\u0075s"}) {
    EXPECT_EQ(With("message_type", bad), "udc_message_type") << bad;
  }
}

TEST(UdcMessage, B6_PayloadIsMeasuredAsPythonWritesIt) {
  const auto payload = [](size_t size, const std::string& filling) {  // {"k": "…"} is 9 bytes and what is filled in
    std::string value;
    while (value.size() < size) value += filling;
    Json object = Json::object();
    object["k"] = value;
    return With("payload", object);
  };
  EXPECT_EQ(payload(kMaxUdcPayloadBytes - 9, "x"), "14 to 21");
  EXPECT_EQ(payload(kMaxUdcPayloadBytes - 8, "x"), "udc_payload_too_large");
  EXPECT_EQ(payload(2 * 166'665, "\xc3\xa9"), "14 to 21");  // each é becomes \u00e9: 999,990 and 9 bytes
  EXPECT_EQ(payload(2 * 166'666, "\xc3\xa9"), "udc_payload_too_large");
  EXPECT_EQ(payload(166'665, "\x7f"), "14 to 21");
  EXPECT_EQ(payload(166'666, "\x7f"), "udc_payload_too_large");

  // Python puts a space behind each comma: n elements take 3n of these bytes.
  const auto list = [](size_t elements) {
    Json object = Json::object();
    object["k"] = Json::array();
    for (size_t i = 0; i < elements; ++i) object["k"].push_back(1);
    return With("payload", object);
  };
  EXPECT_EQ(list(250'000), "14 to 21");
  EXPECT_EQ(With("payload", Json::object()), "14 to 21");
}

TEST(UdcMessage, B6_TimestampIsIso8601) {
  EXPECT_EQ(With("timestamp", "2025-11-22T10:30:00.123+02:00"), "14 to 21");
  EXPECT_EQ(With("timestamp", "2025-02-30T10:30:00Z"), "udc_timestamp");
}

TEST(UdcMessage, B6_AFieldIsSpelledInOneWayOnly) {
  for (const char* name : {"Source", "SOURCE", "\xC5\xBFource", "Target", "Trace_Id", "messAge_type", "PAYLOAD",
                           "time\xC5\xBFtamp", "T\xC4\xB0mestamp"}) {
    Json message = Message();
    message[name] = 1;
    EXPECT_EQ(Verdict(message), "udc_field_spelling") << name;
  }
  Json other = Message();
  other["sources"] = 1;
  other["priority"] = "high";
  other["payload"]["Source"] = 1;
  EXPECT_EQ(Verdict(other), Verdict(Message())) << "other names are the sender's own";
}

}  // namespace
}  // namespace gatehouse::gate
