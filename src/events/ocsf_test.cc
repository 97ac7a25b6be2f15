#include "events/ocsf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace gatehouse::events {
namespace {

constexpr base::Wall kTime{std::chrono::milliseconds(1'700'000'000'123)};

// The value at a path of members: "metadata.product.name".
std::string At(const std::string& line, std::string_view path) {
  json::Parser parser;
  const auto root = parser.Parse(line, {});
  if (!root) return "<no JSON>";
  std::optional<json::Value> value = *root;
  while (value && !path.empty()) {
    const size_t dot = std::min(path.find('.'), path.size());
    value = value->Member(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return value ? std::string(value->Raw()) : "<missing>";
}

TEST(Ocsf, A14_ARefusalIsAnHttpActivityThatFailed) {
  const std::string line = OcsfLine({.time = kTime,
                                     .type = type::kRefused,
                                     .reason = gate::Reason::kTokenSignature,
                                     .route = "POST /message",
                                     .method = "POST",
                                     .path = "/message",
                                     .principal = "droplet:14",
                                     .issuer = "registry.example",
                                     .address = "192.0.2.1",
                                     .trace_id = "4bf92f3577b34da6a3ce929d0e0e4736",
                                     .details = "a \"quoted\" word"},
                                    "1.2.3");
  EXPECT_EQ(At(line, "time"), "1700000000123");
  EXPECT_EQ(At(line, "class_uid"), "4002");
  EXPECT_EQ(At(line, "category_uid"), "4");
  EXPECT_EQ(At(line, "activity_id"), "6");
  EXPECT_EQ(At(line, "type_uid"), "400206");
  EXPECT_EQ(At(line, "severity_id"), "4");
  EXPECT_EQ(At(line, "status_id"), "2");
  EXPECT_EQ(At(line, "status_code"), "token_signature");
  EXPECT_EQ(At(line, "status_detail"), "a \"quoted\" word");
  EXPECT_EQ(At(line, "http_request.http_method"), "POST");
  EXPECT_EQ(At(line, "http_request.url.path"), "/message");
  EXPECT_EQ(At(line, "src_endpoint.ip"), "192.0.2.1");
  EXPECT_EQ(At(line, "actor.user.name"), "droplet:14");
  EXPECT_EQ(At(line, "metadata.version"), "1.3.0");
  EXPECT_EQ(At(line, "metadata.product.version"), "1.2.3");
  EXPECT_EQ(At(line, "metadata.correlation_uid"), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(At(line, "unmapped.route"), "POST /message");
}

TEST(Ocsf, A14_EveryTypeHasWhatTheSchemaRequires) {
  for (const EventTypeInfo& info : AllEventTypes()) {
    const std::string line = OcsfLine({.time = kTime, .type = info.type, .principal = "ada"}, "1");
    for (const char* name :
         {"time", "category_uid", "class_uid", "activity_id", "type_uid", "severity_id", "status_id"}) {
      EXPECT_NE(At(line, name), "<missing>") << info.name << " " << name;
    }
    EXPECT_EQ(std::stoi(At(line, "type_uid")),
              std::stoi(At(line, "class_uid")) * 100 + std::stoi(At(line, "activity_id")));
    EXPECT_EQ(std::stoi(At(line, "class_uid")) / 1000, std::stoi(At(line, "category_uid")));
    EXPECT_EQ(At(line, "metadata.event_code"), info.name);
    const std::string in = At(line, "class_uid");
    for (const auto& [number, member] :
         {std::pair("3001", "user.name"), std::pair("3002", "user.name"), std::pair("3004", "entity.name"),
          std::pair("6002", "app.name"), std::pair("4002", "http_request")}) {
      EXPECT_TRUE(in != number || At(line, member) != "<missing>") << info.name << " " << member;
    }
  }
}

TEST(Ocsf, A14_WhatWasOnlyObservedWentThrough) {
  const std::string line =
      OcsfLine({.time = kTime, .reason = gate::Reason::kRateLimited, .observed = true, .count = 12}, "1");
  EXPECT_EQ(At(line, "status_id"), "1");
  EXPECT_EQ(At(line, "count"), "12");
  EXPECT_EQ(At(line, "unmapped.mode"), "observed");
}

}  // namespace
}  // namespace gatehouse::events
