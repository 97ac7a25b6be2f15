#include "control/alerts/delivery.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/testing_folder.h"
#include "control/alerts/alert_message.h"
#include "fetch/testing_server.h"

namespace gatehouse::alerts {
namespace {

using fetch::testing::Reply;
using fetch::testing::Seen;
using fetch::testing::TestServer;

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};
const std::vector<store::QueuedAlert> kAlerts = {
    {.id = 1, .channel = "ops", .created = kNow, .content = R"({"incident":7,"cause":"opened"})"}};

base::Result<base::SecretString> KeyWithLineBreak(std::string_view reference) {
  EXPECT_EQ(reference, "ref+file:///key");
  return base::SecretString("a key of the receiver\r\n");
}

base::Result<Delivered> DeliverTo(const gate::AlertChannel& channel, const ResolveSecret& resolve = {}) {
  return Deliver(channel, kAlerts, "https://gate.example", resolve, kNow);
}

TEST(Delivery, C14_AWebhookGetsSignedJson) {
  const TestServer server([](const Seen&) { return Reply{.status = 204}; });
  gate::AlertChannel channel{.name = "ops"};
  channel.webhook = server.Url("/hook");
  channel.secret = "ref+file:///key";
  const auto sent = DeliverTo(channel, KeyWithLineBreak);
  ASSERT_TRUE(sent) << sent.error().Text();
  ASSERT_EQ(server.seen().size(), 1U);
  const Seen seen = server.seen()[0];
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/hook");
  EXPECT_EQ(seen.Header("Content-Type"), "application/json");
  EXPECT_EQ(seen.Header(kSignatureHeader), SignatureOf("a key of the receiver", seen.body, kNow));
  EXPECT_TRUE(nlohmann::json::accept(seen.body));
  EXPECT_TRUE(seen.body.contains(R"("incident":7)")) << seen.body;
}

TEST(Delivery, C14_WithoutAKeyNothingIsSigned) {
  const TestServer server([](const Seen&) { return Reply{}; });
  gate::AlertChannel channel{.name = "ops"};
  channel.webhook = server.Url();
  ASSERT_TRUE(DeliverTo(channel));
  EXPECT_EQ(server.seen()[0].Header(kSignatureHeader), "");
}

TEST(Delivery, C14_OnlyA2xxIsTakenAndARedirectIsNotFollowed) {
  const TestServer elsewhere([](const Seen&) { return Reply{}; });
  int status = 500;
  const TestServer server([&](const Seen&) {
    return Reply{.status = status, .headers = "Location: " + elsewhere.Url("/stolen") + "\r\n"};
  });
  gate::AlertChannel channel{.name = "ops"};
  channel.webhook = server.Url();
  for (const int refused : {302, 307, 400, 404, 429, 500, 503}) {
    status = refused;
    const auto sent = DeliverTo(channel);
    ASSERT_FALSE(sent) << refused;
    EXPECT_TRUE(sent.error().what.contains(std::to_string(refused))) << sent.error().what;
    EXPECT_EQ(sent.error().where, "ops");
  }
  EXPECT_TRUE(elsewhere.seen().empty());
  for (const int taken : {200, 201, 202, 299}) {
    status = taken;
    EXPECT_TRUE(DeliverTo(channel)) << taken;
  }
}

TEST(Delivery, C14_WhatCannotBeResolvedOrReachedIsNotSent) {
  const TestServer server([](const Seen&) { return Reply{}; });
  gate::AlertChannel channel{.name = "ops"};
  channel.webhook = server.Url();
  channel.secret = "ref+file:///key";
  const auto unsigned_one = DeliverTo(channel, [](std::string_view) -> base::Result<base::SecretString> {
    return base::Fail("There is no such file", "/key");
  });
  ASSERT_FALSE(unsigned_one);
  EXPECT_EQ(unsigned_one.error().where, "/key");
  EXPECT_TRUE(server.seen().empty());
  channel.secret.clear();
  channel.webhook = "http://127.0.0.1:1/nobody";
  EXPECT_FALSE(DeliverTo(channel));
}

TEST(Delivery, C14_AProgramGetsTheSameAlertOnALine) {
  const base::testing::Folder folder;
  gate::AlertChannel channel{.name = "pager", .kind = gate::AlertChannel::Kind::kCommand};
  channel.command = {"/bin/sh", "-c", "cat > \"$1\"", "sh", folder.At("got")};
  ASSERT_TRUE(DeliverTo(channel));
  std::ifstream file(folder.At("got"));
  const std::string got((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(got, GatehouseMessage(kAlerts, "https://gate.example", kNow) + "\n");
  channel.command = {"/bin/sh", "-c", "exit 4"};
  EXPECT_FALSE(DeliverTo(channel));
}

}  // namespace
}  // namespace gatehouse::alerts
