#include "control/people/people.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "control/people/testing_people.h"

namespace gatehouse::people {
namespace {

using ::testing::HasSubstr;

class PeopleStart : public testing::PeopleTest {};

TEST_F(PeopleStart, A9_KeysAreServedFromTheStart) {
  ASSERT_TRUE(Start().has_value());
  EXPECT_TRUE(base::ReadFile(policy_.control->SessionKeysFile()).has_value());
}

TEST_F(PeopleStart, A10_AMissingBreachedListStopsTheStart) {
  settings().breached_passwords = folder_.At("nothing");
  const auto begun = Start();
  ASSERT_FALSE(begun.has_value());
  EXPECT_THAT(begun.error().Text(), HasSubstr("breached"));
}

TEST_F(PeopleStart, A9_SessionsSurviveARestart) {
  ASSERT_TRUE(Start().has_value());
  AddUserNamed("ada");
  Browser browser;
  LogIn(browser, "ada");
  ASSERT_TRUE(Start().has_value());
  EXPECT_EQ(Send(browser, "GET", "/_gatehouse/account").status, 200);
}

TEST_F(PeopleStart, A9_ADayOfTicks) {
  ASSERT_TRUE(Start().has_value());
  AddUserNamed("ada");
  for (int hour = 0; hour < 30; ++hour) {
    Browser browser;
    ASSERT_EQ(LogIn(browser, "ada").status, 303);
    Wait(std::chrono::minutes(29));
    part_->Tick(now_);
    EXPECT_TRUE(Proven(browser.cookie).has_value()) << hour;
    Wait(std::chrono::minutes(31));
    part_->Tick(now_);
    EXPECT_FALSE(Proven(browser.cookie).has_value()) << hour;
  }
}

// The paths that the policy's overlay sends here, and no others.
TEST_F(PeopleStart, A9_Routes) {
  ASSERT_TRUE(Start().has_value());
  std::vector<std::string> routes;
  for (const service::HttpRoute& route : part_->PublicRoutes()) routes.push_back(route.method + " " + route.path);
  EXPECT_THAT(routes, ::testing::UnorderedElementsAre("GET /_gatehouse/login", "POST /_gatehouse/login",
                                                      "GET /_gatehouse/second-factor", "POST /_gatehouse/second-factor",
                                                      "GET /_gatehouse/style.css", "POST /_gatehouse/logout",
                                                      "GET /_gatehouse/password", "POST /_gatehouse/password",
                                                      "GET /_gatehouse/account", "POST /_gatehouse/account"));
  for (const service::HttpRoute& route : part_->AdminRoutes())
    EXPECT_TRUE(route.path.starts_with("/admin/")) << route.path;
}

}  // namespace
}  // namespace gatehouse::people
