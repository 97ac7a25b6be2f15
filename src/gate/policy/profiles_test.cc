#include "gate/policy/profiles.h"

#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Policy Profile(const std::string& name, const std::string& more = "") {
  return Compiled("profile: " + name + "\nupstream: http://127.0.0.1:9000\n" + more);
}

std::vector<std::string> LimitTexts(const Route& route) {
  std::vector<std::string> texts;
  for (const Limit& limit : route.limits) texts.push_back(limit.Text());
  return texts;
}

TEST(Profiles, B2_B3_DropletBelievesTheRegistry) {
  const Policy policy = Profile("droplet");
  EXPECT_EQ(policy.profile, "droplet");
  ASSERT_EQ(policy.issuers.size(), 1U);
  const jose::TokenRules& rules = policy.issuers[0];
  EXPECT_EQ(rules.issuer, "registry.fullpotential.ai");
  EXPECT_EQ(rules.audience, "fullpotential.droplets");
  EXPECT_THAT(rules.algorithms, ElementsAre(crypto::Algorithm::kRs256));
  EXPECT_EQ(rules.max_life, std::chrono::hours{24});
  EXPECT_THAT(rules.required_claims, ElementsAre("droplet_id"));
  EXPECT_THAT(policy.key_sources,
              ElementsAre(ElementsAre(testing::Field(&KeySource::path, "/etc/droplet/registry_public_key.pem"))));
}

TEST(Profiles, B6_B11_DropletRoutes) {
  const Policy policy = Profile("droplet");
  EXPECT_EQ(RouteOf(policy, "GET", "/health").auth, Auth::kNone);
  const Route& message = RouteOf(policy, "POST", "/message");
  EXPECT_EQ(message.label, "POST /message");
  EXPECT_EQ(message.inspect, Inspect::kUdc);
  EXPECT_EQ(message.auth, Auth::kToken);
  EXPECT_THAT(LimitTexts(message), ElementsAre("100/minute per address"));
  EXPECT_GE(message.body.max_bytes, 1'250'000U);
  EXPECT_GE(message.body.json.max_members, 333'333U);
  EXPECT_THAT(LimitTexts(RouteOf(policy, "POST", "/process")), ElementsAre("10/minute per address"));
  EXPECT_EQ(RouteOf(policy, "GET", "/else").auth, Auth::kToken);
}

TEST(Profiles, B10_DropletOrigins) {
  EXPECT_THAT(Profile("droplet").cors.origins,
              ElementsAre("https://dashboard.fullpotential.ai", "https://fullpotential.ai"));
  EXPECT_TRUE(Profile("droplet").cors.credentials);
}

TEST(Profiles, A8_PromptcraftBelievesPromptcraft) {
  const Policy policy = Profile("promptcraft");
  ASSERT_EQ(policy.issuers.size(), 1U);
  EXPECT_EQ(policy.issuers[0].issuer, "promptcraft");
  EXPECT_EQ(policy.issuers[0].audience, "api.promptcraft.local");
  EXPECT_EQ(policy.issuers[0].max_life, std::chrono::hours{1});
  EXPECT_TRUE(policy.issuers[0].required_claims.empty());
  EXPECT_THAT(policy.key_sources,
              ElementsAre(ElementsAre(testing::Field(&KeySource::path, "/etc/promptcraft/public_key.pem"))));
  EXPECT_FALSE(policy.cors.enabled());
}

TEST(Profiles, C8_PromptcraftJudgesThePromptsThatItEnhances) {
  const Policy policy = Profile("promptcraft");
  EXPECT_EQ(RouteOf(policy, "POST", "/api/enhance").inspect, Inspect::kPrompt);
  EXPECT_EQ(RouteOf(policy, "GET", "/api/anything/else").inspect, Inspect::kNothing);
}

TEST(Profiles, A13_C11_PromptcraftLimits) {
  const Policy policy = Profile("promptcraft");
  EXPECT_EQ(RouteOf(policy, "GET", "/health").auth, Auth::kNone);
  EXPECT_THAT(LimitTexts(RouteOf(policy, "POST", "/api/enhance")),
              ElementsAre("10/minute per address", "50/hour per identity"));
  EXPECT_THAT(LimitTexts(RouteOf(policy, "GET", "/api/anything/else")),
              ElementsAre("10/minute per address", "100/hour per identity"));
}

TEST(Profiles, EverythingBelowOverrides) {
  const Policy policy = Profile("droplet",
                                "tokens: { max_life: 1h, keys: [old.pem, new.pem] }\n"
                                "cors: { origins: [] }\nbody: { max_depth: 4 }\n");
  ASSERT_EQ(policy.issuers.size(), 1U);
  EXPECT_EQ(policy.issuers[0].issuer, "registry.fullpotential.ai");
  EXPECT_EQ(policy.issuers[0].max_life, std::chrono::hours{1});
  EXPECT_THAT(policy.key_sources[0], ElementsAre(testing::Field(&KeySource::path, "/etc/gate/old.pem"),
                                                 testing::Field(&KeySource::path, "/etc/gate/new.pem")));
  EXPECT_FALSE(policy.cors.enabled());
  EXPECT_EQ(policy.unlisted.body.json.max_depth, 4U);
  EXPECT_EQ(policy.unlisted.body.max_bytes, 1'250'000U);
}

TEST(Profiles, AListOfTokensReplacesTheProfiles) {
  const Policy policy = Profile("droplet", "tokens: [{ issuer: i, audience: a, keys: k.pem }]\n");
  ASSERT_EQ(policy.issuers.size(), 1U);
  EXPECT_EQ(policy.issuers[0].issuer, "i");
  EXPECT_TRUE(policy.issuers[0].required_claims.empty());
}

TEST(Profiles, ARouteTakesThePlaceOfTheProfilesWithItsPathAndMethod) {
  const Policy policy = Profile("droplet",
                                "routes:\n  - { path: /message, methods: [POST], limit: 5/hour, inspect: udc }\n"
                                "  - { path: /process/ }\n  - { path: /health, methods: [GET], auth: none }\n"
                                "  - { path: /new }\n");
  EXPECT_THAT(LimitTexts(RouteOf(policy, "POST", "/message")), ElementsAre("5/hour per address"));
  EXPECT_TRUE(RouteOf(policy, "POST", "/process").limits.empty());
  EXPECT_FALSE(policy.routes_by_host.Of("gate.example").Find("POST", "/health")->method_allowed);
  EXPECT_EQ(policy.routes.size(), 4U);
}

TEST(Profiles, ARouteForAnotherMethodLeavesTheProfilesAlone) {
  const Policy policy = Profile("droplet", "routes: [{ path: /message, methods: [GET], auth: none }]\n");
  EXPECT_EQ(RouteOf(policy, "POST", "/message").inspect, Inspect::kUdc);
  EXPECT_EQ(RouteOf(policy, "GET", "/message").auth, Auth::kNone);
}

TEST(Profiles, WhatClashesInAProfileIsToldThere) {
  ExpectOneError("profile: droplet\nupstream: http://a\nmode: observe\ntokens: { issuer: \"\" }\n",
                 {"gate.yaml:4:11", "'tokens' names no 'issuer'"});
  const auto errors = ErrorsOf("profile: droplet\nupstream: http://a\nbody: { max_bytes: 64MiB }\n");
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_THAT(errors[0], testing::StartsWith("profile droplet:18:"));
  EXPECT_THAT(errors[0], HasSubstr("An inspected body"));
}

TEST(Profiles, UnknownOnesHaveNoText) { EXPECT_EQ(ProfileYaml("other"), ""); }

}  // namespace
}  // namespace gatehouse::gate
