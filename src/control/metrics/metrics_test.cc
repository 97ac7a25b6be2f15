#include "control/metrics/metrics.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/testing_folder.h"
#include "control/metrics/exposition.h"
#include "control/service/testing_gate.h"
#include "control/sharing/sharer.h"
#include "control/store/incidents.h"
#include "control/store/signing_keys.h"
#include "state/scratch_region.h"

namespace gatehouse::metrics {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};
constexpr base::Wall kStarted = kNow - std::chrono::hours(1);

class MetricsTest : public ::testing::Test {
 protected:
  MetricsTest() {
    policy_.control.emplace();
    policy_.event_file = folder_.At("events.jsonl");
    database_ = store::Database::Open("sqlite:" + folder_.At("control.db")).value();
  }
  service::HttpResponse Page() {
    const alerts::Alerts alerts({.database = *database_, .policy = policy_, .resolve = {}});
    const auto part = MakeMetrics({.region = *region_,
                                   .database = *database_,
                                   .policy = policy_,
                                   .hashes = hashes_,
                                   .alerts = alerts,
                                   .sharer = sharer_,
                                   .started = kStarted});
    const service::HttpRoutes routes = part->PublicRoutes();
    EXPECT_EQ(routes.size(), 1U);
    EXPECT_EQ(routes[0].path, kMetricsPath);
    service::HttpRequest request;
    request.now.wall = kNow;
    return routes[0].handle(request);
  }
  // Whether the page has this line.
  ::testing::AssertionResult Has(const std::string& line) {
    const std::string page = Page().body;
    if (page.starts_with(line + "\n") || page.contains("\n" + line + "\n")) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << line << "\nis not in\n" << page;
  }
  void Write(const std::function<void(store::Transaction&)>& work) {
    ASSERT_TRUE(database_->Write([&](store::Transaction& sql) { work(sql); }));
  }

  base::testing::Folder folder_;
  state::ScratchRegion region_;
  gate::Policy policy_;
  service::HashQueue hashes_{1};
  const sharing::Sharer* sharer_ = nullptr;
  std::unique_ptr<store::Database> database_;
};

TEST_F(MetricsTest, B11_SharedLimitsShowWhetherTheyAreShared) {
  EXPECT_FALSE(Page().body.contains("gatehouse_limits_")) << "nobody asked for them";
  service::testing::ListeningGate gate;
  const sharing::Sharer sharer(
      sharing::Exchange(*region_, sharing::SharedKey(base::SecretString(std::string(16, 'k'))), 1),
      []() -> base::Result<std::unique_ptr<sharing::Stream>> { return base::Fail("No server"); }, gate);
  sharer_ = &sharer;
  for (const char* line :
       {"gatehouse_limits_shared 0", "gatehouse_limits_gates 0", "gatehouse_limits_told_total 0",
        "gatehouse_limits_heard_total 0", "gatehouse_limits_no_room_total 0", "gatehouse_limits_unreadable_total 0"}) {
    EXPECT_TRUE(Has(line));
  }
}

TEST_F(MetricsTest, A14_ThePageIsPrometheusTextThatNobodyKeeps) {
  const service::HttpResponse page = Page();
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers[0], (std::pair<std::string, std::string>("Content-Type", std::string(kExpositionType))));
  EXPECT_EQ(page.headers[1].second, "no-store");
}

TEST_F(MetricsTest, A14_TheDaemonSaysWhenItStartedAndThatItsDatabaseWorks) {
  EXPECT_TRUE(Has("gatehouse_control_start_time_seconds 1699996400"));
  EXPECT_TRUE(Has("gatehouse_database_up 1"));
  EXPECT_TRUE(Has(R"(gatehouse_queue_length{queue="password_hashes"} 0)"));
}

TEST_F(MetricsTest, A14_WithoutAnEventLogItsSizeIsLeftOut) {
  EXPECT_FALSE(Page().body.contains("gatehouse_event_log_bytes"));
  folder_.Write("events.jsonl", "12345");
  EXPECT_TRUE(Has("gatehouse_event_log_bytes 5"));
}

TEST_F(MetricsTest, A15_IncidentsByStageZerosIncluded) {
  Write([](store::Transaction& sql) {
    for (int i = 0; i < 2; ++i) {
      store::Incident incident{.rule = "r", .sentence = "s", .opened = kNow};
      store::AddIncident(sql, incident);
    }
  });
  EXPECT_TRUE(Has(R"(gatehouse_incidents{stage="detected"} 2)"));
  EXPECT_TRUE(Has(R"(gatehouse_incidents{stage="closed"} 0)"));
}

TEST_F(MetricsTest, C14_ReceiversOfAlertsAreNamedIfThereAreAny) {
  EXPECT_FALSE(Page().body.contains("gatehouse_alerts_queued"));
  gate::AlertChannel ops;
  ops.name = "ops";
  policy_.control->alerts = {ops};
  EXPECT_TRUE(Has(R"(gatehouse_alerts_queued{receiver="ops"} 0)"));
  EXPECT_TRUE(Has(R"(gatehouse_alert_failures_total{receiver="ops"} 0)"));
}

TEST_F(MetricsTest, B3_TheAgeOfTheKeyThatSignsAndNoOther) {
  Write([](store::Transaction& sql) {
    store::SigningKey key;
    key.use = store::KeyUse::kRegistry;
    key.kid = "active";
    key.state = store::KeyState::kActive;
    key.created = kNow - std::chrono::hours(10);
    key.active_since = kNow - std::chrono::minutes(1);
    store::AddSigningKey(sql, key);
    key.kid = "next";
    key.state = store::KeyState::kPrepared;
    key.active_since.reset();
    store::AddSigningKey(sql, key);
  });
  EXPECT_TRUE(Has(R"(gatehouse_signing_key_age_seconds{use="registry"} 60)"));
  EXPECT_TRUE(Has(R"(gatehouse_signing_keys{use="registry",state="prepared"} 1)"));
  EXPECT_TRUE(Has(R"(gatehouse_signing_keys{use="session",state="active"} 0)"));
}

TEST_F(MetricsTest, B3_TheAgeOfKeysThatWereFetchedIsThatOfTheirFile) {
  folder_.Write("fetched.jwks", "{}");
  const timespec times[2] = {{.tv_sec = 1'700'000'000 - 90, .tv_nsec = 0},
                             {.tv_sec = 1'700'000'000 - 90, .tv_nsec = 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, folder_.At("fetched.jwks").c_str(), times, 0), 0);
  policy_.issuers.emplace_back().issuer = "https://issuer.example";
  policy_.key_sources = {{{.path = folder_.At("fetched.jwks"), .url = "https://issuer.example/keys"},
                          {.path = folder_.At("missing.jwks"), .url = "https://issuer.example/more"}}};
  EXPECT_TRUE(Has(R"(gatehouse_fetched_keys_age_seconds{issuer="https://issuer.example"} 90)"));
}

}  // namespace
}  // namespace gatehouse::metrics
