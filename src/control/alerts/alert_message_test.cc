#include "control/alerts/alert_message.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "control/alerts/alert.h"

namespace gatehouse::alerts {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

store::QueuedAlert Example(int64_t id, AlertCause cause = AlertCause::kOpened,
                           const std::string& sentence = "5 failed logins") {
  const store::Incident incident{.id = 7,
                                 .severity = gate::Severity::kHigh,
                                 .rule = "failed_logins",
                                 .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
                                 .sentence = sentence,
                                 .opened = kNow,
                                 .findings = 1};
  return {id, "ops", kNow, AlertContent(incident, cause, kNow)};
}

TEST(AlertMessage, C14_OurJsonHasEachAlertWithItsId) {
  const auto json = nlohmann::json::parse(GatehouseMessage({Example(4), Example(5)}, "https://gate.example", kNow));
  EXPECT_EQ(json["gate"], "https://gate.example");
  ASSERT_EQ(json["alerts"].size(), 2U);
  EXPECT_EQ(json["alerts"][0]["id"], 4);
  EXPECT_EQ(json["alerts"][1]["subject"], "address 192.0.2.1");
}

TEST(AlertMessage, C14_ToAlertmanagerAnIncidentIsOneAlertThatEndsWhenItIsClosed) {
  const auto list =
      nlohmann::json::parse(AlertmanagerMessage({Example(4), Example(5, AlertCause::kClosed)}, "https://gate.example"));
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["labels"]["alertname"], "GatehouseIncident");
  EXPECT_EQ(list[0]["startsAt"], "2023-11-14T22:13:20Z");
  EXPECT_EQ(list[0]["endsAt"], "2023-11-14T22:13:20Z");
}

TEST(AlertMessage, C14_AnOpenIncidentOutlivesAlertmanagersTimeoutAndATestCanBeSeen) {
  const auto open = nlohmann::json::parse(AlertmanagerMessage({Example(4)}, "https://gate.example"));
  EXPECT_EQ(open[0]["endsAt"], "2023-12-14T22:13:20Z");
  store::QueuedAlert test = Example(0, AlertCause::kClosed);
  test.content = AlertContent(store::Incident{.rule = "test", .opened = kNow}, AlertCause::kClosed, kNow);
  const auto tested = nlohmann::json::parse(AlertmanagerMessage({test}, "https://gate.example"));
  EXPECT_EQ(tested[0]["endsAt"], "2023-11-14T22:18:20Z");
}

TEST(AlertMessage, A15_AnAlertSaysThatThereAreOtherSubjects) {
  store::QueuedAlert alert = Example(4);
  const store::Incident incident{.id = 7,
                                 .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
                                 .sentence = "suspicious input",
                                 .findings = 8,
                                 .subjects = 8};
  alert.content = AlertContent(incident, AlertCause::kGoesOn, kNow);
  const auto list = nlohmann::json::parse(AlertmanagerMessage({alert}, "https://gate.example"));
  EXPECT_EQ(list[0]["annotations"]["subject"], "address 192.0.2.1 and 7 more");
  EXPECT_EQ(list[0]["annotations"]["description"],
            "incident 7 (goes_on, medium): address 192.0.2.1 and 7 more: suspicious input");
}

TEST(AlertMessage, C14_NoSecretAndNoHeaderOfAnAttackersGetsIntoAMail) {
  gate::AlertChannel channel;
  channel.from = "gate@example.org";
  channel.email = {"ops@example.org", "two@example.org"};
  const std::string mail = MailMessage(
      {Example(4, AlertCause::kOpened, "token=hunter2hunter2\r\nBcc: all@example.org ü" + std::string(200, 'x'))},
      channel, "https://gate.example", kNow);
  const std::string head = mail.substr(0, mail.find("\r\n\r\n"));
  EXPECT_FALSE(head.contains("Bcc"));
  EXPECT_TRUE(head.contains("To: ops@example.org, two@example.org\r\n"));
  EXPECT_TRUE(head.contains("Message-ID: <alert-4-1700000000000@gate.example>\r\n"));
  EXPECT_TRUE(head.starts_with("Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"));
  for (size_t at = 0; at < mail.size();) {
    const size_t end = mail.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 78U);
    at = end + 2;
  }
  std::string body = mail.substr(head.size() + 4);
  std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
  const auto text = base::Base64Decode(body);
  ASSERT_TRUE(text);
  EXPECT_FALSE(text->contains("hunter2"));
  EXPECT_TRUE(text->contains("address 192.0.2.1"));
}

TEST(AlertMessage, C14_TheSignatureIsOverTheTimeAndTheBody) {
  // openssl: printf '1700000000.{}' | openssl dgst -sha256 -hmac key
  EXPECT_TRUE(SignatureOf("key", "{}", kNow).starts_with("t=1700000000,v1="));
  EXPECT_NE(SignatureOf("key", "{}", kNow), SignatureOf("key", "{}", kNow + std::chrono::seconds(1)));
  EXPECT_NE(SignatureOf("key", "{}", kNow), SignatureOf("other", "{}", kNow));
}

}  // namespace
}  // namespace gatehouse::alerts
