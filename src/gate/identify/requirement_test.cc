#include "gate/identify/requirement.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

Principal SomePrincipal() {
  Principal principal;
  principal.roles = {"operator", "reader"};
  principal.scopes = {"messages:send", "messages:read"};
  principal.droplet_id = 14;
  principal.claims = {{"tenant", "blue"}};
  return principal;
}

TEST(Requirement, A13_NothingAskedIsAllowed) {
  EXPECT_TRUE(Requirement{}.empty());
  EXPECT_EQ(CheckRequirement({}, Principal{}), Reason::kAllowed);
}

TEST(Requirement, A13_AnyRoleOfTheList) {
  EXPECT_EQ(CheckRequirement({.any_role = {"admin", "operator"}}, SomePrincipal()), Reason::kAllowed);
  EXPECT_EQ(CheckRequirement({.any_role = {"admin"}}, SomePrincipal()), Reason::kRoleMissing);
  EXPECT_EQ(CheckRequirement({.any_role = {"Operator"}}, SomePrincipal()), Reason::kRoleMissing) << "case counts";
  EXPECT_EQ(CheckRequirement({.any_role = {"oper"}}, SomePrincipal()), Reason::kRoleMissing) << "no prefixes";
  EXPECT_EQ(CheckRequirement({.any_role = {"operator"}}, Principal{}), Reason::kRoleMissing);
}

TEST(Requirement, A13_EveryScopeOfTheList) {
  EXPECT_EQ(CheckRequirement({.all_scopes = {"messages:read", "messages:send"}}, SomePrincipal()), Reason::kAllowed);
  EXPECT_EQ(CheckRequirement({.all_scopes = {"messages:read", "messages:delete"}}, SomePrincipal()),
            Reason::kScopeMissing);
  EXPECT_EQ(CheckRequirement({.all_scopes = {"messages:read"}}, Principal{}), Reason::kScopeMissing);
}

TEST(Requirement, B1_ClaimsEqualOneOfTheirValues) {
  EXPECT_EQ(CheckRequirement({.claims = {{"tenant", {"red", "blue"}}, {"droplet_id", {"14"}}}}, SomePrincipal()),
            Reason::kAllowed);
  EXPECT_EQ(CheckRequirement({.claims = {{"tenant", {"red"}}}}, SomePrincipal()), Reason::kClaimMismatch);
  EXPECT_EQ(CheckRequirement({.claims = {{"droplet_id", {"1", "4"}}}}, SomePrincipal()), Reason::kClaimMismatch);
  EXPECT_EQ(CheckRequirement({.claims = {{"unheard", {""}}}}, SomePrincipal()), Reason::kClaimMismatch);
  EXPECT_EQ(CheckRequirement({.claims = {{"tenant", {}}}}, SomePrincipal()), Reason::kClaimMismatch);
}

TEST(Requirement, B1_AClaimThatIsAListHasTheValueOfEachElement) {
  Principal principal = SomePrincipal();
  principal.elements = {{"groups", "Everyone"}, {"groups", "admins"}, {"other", "blue"}};
  EXPECT_EQ(CheckRequirement({.claims = {{"groups", {"admins"}}}}, principal), Reason::kAllowed);
  EXPECT_EQ(CheckRequirement({.claims = {{"groups", {"owners", "Everyone"}}}}, principal), Reason::kAllowed);
  EXPECT_EQ(CheckRequirement({.claims = {{"groups", {"admin"}}}}, principal), Reason::kClaimMismatch);
  EXPECT_EQ(CheckRequirement({.claims = {{"groups", {"blue"}}}}, principal), Reason::kClaimMismatch) << "of another";
  EXPECT_EQ(CheckRequirement({.claims = {{"Groups", {"admins"}}}}, principal), Reason::kClaimMismatch);
  EXPECT_EQ(CheckRequirement({.claims = {{"roles", {"reader"}}, {"scope", {"messages:read"}}}}, principal),
            Reason::kAllowed);
  principal.elements.emplace_back("groups", "");
  EXPECT_EQ(CheckRequirement({.claims = {{"groups", {""}}}}, principal), Reason::kClaimMismatch);
  EXPECT_EQ(principal.Claim("groups"), "") << "no single value, as a limit needs it";
}

TEST(Requirement, A13_OnlyASessionsLoginShowsASecondFactor) {
  const Requirement requirement{.any_role = {"operator"}, .second_factor = true};
  EXPECT_FALSE(Requirement{.second_factor = true}.empty());
  Principal principal = SomePrincipal();
  principal.issuer = "gatehouse";
  EXPECT_EQ(CheckRequirement(requirement, principal), Reason::kSecondFactor);
  principal.claims.emplace_back("acr", "pwd");
  EXPECT_EQ(CheckRequirement(requirement, principal), Reason::kSecondFactor);
  principal.claims.back().second = "mfa";
  EXPECT_EQ(CheckRequirement(requirement, principal), Reason::kAllowed);
  principal.roles.clear();
  EXPECT_EQ(CheckRequirement(requirement, principal), Reason::kRoleMissing) << "who lacks the role needs no factor";
  principal.roles = {"operator"};
  principal.issuer = "https://idp.example";
  EXPECT_EQ(CheckRequirement(requirement, principal), Reason::kSecondFactor) << "another issuer's acr is another thing";
}

}  // namespace
}  // namespace gatehouse::gate
