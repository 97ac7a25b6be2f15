#include "cli/gate/block_target.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(BlockTarget, AddressesAndNetworks) {
  EXPECT_EQ(ParseBlockTarget("192.0.2.1")->network->bits(), 32);
  EXPECT_EQ(ParseBlockTarget("10.0.0.0/8")->Text(), "10.0.0.0/8");
  EXPECT_EQ(ParseBlockTarget("2001:db8::/64")->Text(), "2001:db8::/64");
  for (const char* text : {"", "10.0.0.1/8", "300.0.0.1", "example.com", "192.0.2.1:80"}) {
    EXPECT_FALSE(ParseBlockTarget(text)) << text;
  }
}

TEST(BlockTarget, IdentitiesMayHaveUrlsAsIssuers) {
  const auto plain = ParseBlockTarget("identity:registry.fullpotential.ai/droplet:14");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->identity->issuer, "registry.fullpotential.ai");
  EXPECT_EQ(plain->identity->subject, "droplet:14");
  const auto url = ParseBlockTarget("identity:https://idp.example/realm/alice");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->identity->issuer, "https://idp.example/realm");
  EXPECT_EQ(url->identity->subject, "alice");
  EXPECT_EQ(url->Text(), "identity:https://idp.example/realm/alice");
}

TEST(BlockTarget, SubjectAloneMeansAnyIssuer) {
  EXPECT_EQ(ParseBlockTarget("identity:alice")->identity->issuer, "");
  EXPECT_EQ(ParseBlockTarget("identity:alice")->Text(), "identity:alice");
  EXPECT_FALSE(ParseBlockTarget("identity:"));
  EXPECT_FALSE(ParseBlockTarget("identity:issuer/"));
}

}  // namespace
}  // namespace gatehouse::cli
