#include "gate/request/principal.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(Principal, B1_ClaimsByName) {
  Principal principal;
  principal.issuer = "registry";
  principal.subject = "droplet:14";
  principal.droplet_id = 14;
  principal.token_id = "t-1";
  principal.roles = {"operator"};
  principal.scopes = {"read", "write"};
  principal.claims = {{"steward", "ada"}, {"beta", "true"}};
  EXPECT_EQ(principal.Claim("iss"), "registry");
  EXPECT_EQ(principal.Claim("sub"), "droplet:14");
  EXPECT_EQ(principal.Claim("droplet_id"), "14");
  EXPECT_EQ(principal.Claim("jti"), "t-1");
  EXPECT_EQ(principal.Claim("role"), "operator");
  EXPECT_EQ(principal.Claim("steward"), "ada");
  EXPECT_EQ(principal.Claim("beta"), "true");
}

TEST(Principal, B1_WhatATokenDoesNotSayIsEmpty) {
  Principal principal;
  EXPECT_EQ(principal.Claim("droplet_id"), "");
  EXPECT_EQ(principal.Claim("tenant"), "");
  principal.scopes = {"read", "write"};
  EXPECT_EQ(principal.Claim("scope"), "") << "several values are no value";
}

TEST(Principal, B5_EveryDropletIdHasItsText) {
  Principal principal;
  for (int id = 1; id <= 999; ++id) {
    principal.droplet_id = id;
    ASSERT_EQ(principal.Claim("droplet_id"), std::to_string(id));
  }
  principal.droplet_id = 1000;
  EXPECT_EQ(principal.Claim("droplet_id"), "");
}

}  // namespace
}  // namespace gatehouse::gate
