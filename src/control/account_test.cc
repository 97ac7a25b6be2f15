#include "control/account.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::control {
namespace {

gate::Policy PolicyFor(const std::string& workers, const std::string& daemon) {
  gate::Policy policy;
  policy.user = workers;
  policy.control.emplace().user = daemon;
  return policy;
}

class WhoItRunsAs : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can choose";
  }
};

TEST_F(WhoItRunsAs, A13_AreThoseOfThePolicy) {
  const auto accounts = AccountsFor(PolicyFor("www-data", "daemon"));
  ASSERT_TRUE(accounts) << accounts.error().Text();
  EXPECT_EQ(accounts->workers->name, "www-data");
  EXPECT_EQ(accounts->daemon->name, "daemon");
  EXPECT_NE(accounts->daemon->uid, 0U);
  const auto nobody_named = AccountsFor(PolicyFor("", "root"));
  ASSERT_TRUE(nobody_named);
  EXPECT_FALSE(nobody_named->daemon);
}

TEST_F(WhoItRunsAs, A13_AnUnknownUserAndRootInProductionAreRefused) {
  const auto unknown = AccountsFor(PolicyFor("www-data", "no-such-user"));
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(unknown.error().fix.contains("control.user"));
  gate::Policy policy = PolicyFor("www-data", "root");
  policy.environment = gate::Environment::kProduction;
  EXPECT_FALSE(AccountsFor(policy));
}

TEST_F(WhoItRunsAs, A13_BecomingSomebodyIsForGood) {
  const auto accounts = AccountsFor(PolicyFor("", "daemon"));
  ASSERT_TRUE(accounts);
  const pid_t child = ::fork();
  if (child == 0) {
    const bool became = Become(*accounts->daemon).has_value();
    const bool for_good =
        ::setuid(0) != 0 && ::geteuid() == accounts->daemon->uid && ::getegid() == accounts->daemon->gid;
    ::_exit(became && for_good ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace gatehouse::control
