#include "control/alerts/alert.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gatehouse::alerts {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

TEST(Alert, A15_SaysWhatBecameOfTheIncidentInStableWords) {
  const store::Incident incident{.id = 7,
                                 .stage = store::IncidentStage::kAssessed,
                                 .severity = gate::Severity::kHigh,
                                 .rule = "failed_logins",
                                 .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
                                 .sentence = "5 failed logins in 5 minutes",
                                 .opened = kNow,
                                 .findings = 3,
                                 .subjects = 2};
  const auto content = nlohmann::json::parse(AlertContent(incident, AlertCause::kWorse, kNow + std::chrono::hours(1)));
  const nlohmann::json expected = {{"incident", 7},
                                   {"cause", "worse"},
                                   {"severity", "high"},
                                   {"rule", "failed_logins"},
                                   {"subject", "address 192.0.2.1"},
                                   {"sentence", "5 failed logins in 5 minutes"},
                                   {"findings", 3},
                                   {"subjects", 2},
                                   {"stage", "assessed"},
                                   {"opened", "2023-11-14T22:13:20Z"},
                                   {"time", "2023-11-14T23:13:20Z"}};
  EXPECT_EQ(content, expected);
  EXPECT_EQ(Name(AlertCause::kOpened), "opened");
  EXPECT_EQ(Name(AlertCause::kGoesOn), "goes_on");
  EXPECT_EQ(Name(AlertCause::kClosed), "closed");
}

TEST(Alert, A12_NoSecretOfTheSubjectOrTheSentenceIsTold) {
  const store::Incident incident{.rule = "r",
                                 .subject = {detect::SubjectKind::kAccount, "password=hunter2hunter2"},
                                 .sentence = "tried Authorization: Bearer abcdefghijklmnopqrstuvwxyz",
                                 .opened = kNow};
  const std::string content = AlertContent(incident, AlertCause::kOpened, kNow);
  EXPECT_FALSE(content.contains("hunter2")) << content;
  EXPECT_FALSE(content.contains("abcdefghijklmnop")) << content;
}

TEST(Alert, C14_BytesThatAreNoTextStillMakeJson) {
  const store::Incident incident{.rule = "r", .sentence = "\xff\x01\"</script>", .opened = kNow};
  EXPECT_TRUE(nlohmann::json::accept(AlertContent(incident, AlertCause::kOpened, kNow)));
}

}  // namespace
}  // namespace gatehouse::alerts
