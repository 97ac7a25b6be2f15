#include "control/endpoints.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/testing_folder.h"
#include "control/metrics/metrics.h"
#include "control/service/testing_gate.h"
#include "state/scratch_region.h"

namespace gatehouse::control {
namespace {

class EndpointsTest : public ::testing::Test {
 protected:
  EndpointsTest() {
    policy_->event_file = folder_.At("events.jsonl");
    gate::ControlSettings& control = policy_->control.emplace();
    control.data_dir = folder_.path();
    control.url = "https://gate.example";
    std::filesystem::create_directory(control.PublicFolder());
    database_ = store::Database::Open("sqlite:" + folder_.At("control.db")).value();
  }
  std::shared_ptr<Endpoints> Make() {
    auto made =
        Endpoints::Make(policy_, {*database_, gate_, sealer_, hashes_, *region_, {}}, folder_.At("gatehouse.yaml"));
    EXPECT_TRUE(made) << made.error().Text();
    return *std::move(made);
  }
  static const service::HttpRoute* Find(const service::HttpRoutes& routes, std::string_view path) {
    const auto found = std::ranges::find(routes, path, &service::HttpRoute::path);
    return found == routes.end() ? nullptr : &*found;
  }

  base::testing::Folder folder_;
  state::ScratchRegion region_;
  service::testing::ListeningGate gate_;
  service::Sealer sealer_{base::SecretString(std::string(32, 'k'))};
  service::HashQueue hashes_{1};
  std::shared_ptr<gate::Policy> policy_ = std::make_shared<gate::Policy>();
  std::unique_ptr<store::Database> database_;
};

TEST_F(EndpointsTest, A14_StatusSaysWhichPartsThereAre) {
  policy_->control->metrics = true;
  const auto routes = Endpoints::Admin(Make());
  const service::HttpRoute* const status = Find(routes, "/admin/status");
  ASSERT_NE(status, nullptr);
  const auto json = nlohmann::json::parse(status->handle({}).body);
  EXPECT_EQ(json["policy"], folder_.At("gatehouse.yaml"));
  EXPECT_EQ(json["url"], "https://gate.example");
  EXPECT_EQ(json["database"], "sqlite");
  EXPECT_EQ(json["people"], false);
  EXPECT_EQ(json["watch"], false);
  EXPECT_EQ(json["limits"], nlohmann::json({{"shared", false}, {"asked", false}}));
}

TEST_F(EndpointsTest, B11_StatusSaysWhetherLimitsAreSharedAndWhyNot) {
  sharing::Sharer sharer(
      sharing::Exchange(*region_, sharing::SharedKey(base::SecretString(std::string(16, 'k'))), 1),
      []() -> base::Result<std::unique_ptr<sharing::Stream>> { return base::Fail("No server"); }, gate_);
  sharer.Step({});
  auto made = Endpoints::Make(policy_, {*database_, gate_, sealer_, hashes_, *region_, {}, &sharer},
                              folder_.At("gatehouse.yaml"));
  ASSERT_TRUE(made) << made.error().Text();
  const auto routes = Endpoints::Admin(*made);
  const auto json = nlohmann::json::parse(Find(routes, "/admin/status")->handle({}).body);
  EXPECT_EQ(json["limits"],
            nlohmann::json({{"shared", false}, {"asked", true}, {"gates", 0}, {"why_not", "No server"}}));
}

TEST_F(EndpointsTest, B1_APartThatThePolicyDoesNotAskForHasNoEndpoint) {
  EXPECT_EQ(Find(Endpoints::Public(Make()), metrics::kMetricsPath), nullptr);
  policy_->control->metrics = true;
  EXPECT_NE(Find(Endpoints::Public(Make()), metrics::kMetricsPath), nullptr);
}

TEST_F(EndpointsTest, A14_EndpointsLiveUntilTheirLastHandlerIsGone) {
  policy_->control->metrics = true;
  auto endpoints = Make();
  const std::weak_ptr<Endpoints> seen = endpoints;
  auto routes = Endpoints::Public(endpoints);
  endpoints.reset();
  ASSERT_FALSE(seen.expired());
  EXPECT_EQ(Find(routes, metrics::kMetricsPath)->handle({}).status, 200);
  routes.clear();
  EXPECT_TRUE(seen.expired());
}

TEST_F(EndpointsTest, B5_ABusyDaemonAnswersOAuthClientsInTheirFormat) {
  const auto token = Endpoints::Busy({.method = "POST", .path = "/oauth/token"});
  EXPECT_EQ(token.status, 503);
  EXPECT_EQ(nlohmann::json::parse(token.body)["error"], "temporarily_unavailable");
  const auto page = Endpoints::Busy({.method = "POST", .path = "/_gatehouse/login"});
  EXPECT_EQ(page.status, 503);
  EXPECT_FALSE(page.body.contains("temporarily_unavailable"));
}

TEST_F(EndpointsTest, A14_WithoutAWatchTheLogIsLeftAlone) {
  const auto endpoints = Make();
  endpoints->LookAtLog({});
  endpoints->Tick({});
  EXPECT_TRUE(gate_.told.empty());
}

}  // namespace
}  // namespace gatehouse::control
