#include "control/registry/metadata.h"

#include <algorithm>

#include "base/file.h"
#include "control/registry/testing_registry.h"
#include "jose/jwt.h"

namespace gatehouse::registry {
namespace {

using testing::Json;

class MetadataTest : public testing::RegistryTest {
 protected:
  void SetUp() override { ASSERT_TRUE(Start()); }
  service::HttpResponse Get(const std::string& path) { return Call({.method = "GET", .path = path}); }
};

TEST_F(MetadataTest, B2_SaysWhereEverythingIs) {
  const Json metadata = Json::parse(Get("/.well-known/oauth-authorization-server").body);
  EXPECT_EQ(metadata["issuer"], "registry.fullpotential.ai");
  EXPECT_EQ(metadata["token_endpoint"], "https://gate.example/oauth/token");
  EXPECT_EQ(metadata["jwks_uri"], "https://gate.example/.well-known/jwks.json");
  EXPECT_EQ(metadata["grant_types_supported"], Json{"client_credentials"});
  EXPECT_EQ(metadata["response_types_supported"], Json::array());
  EXPECT_EQ(metadata["token_endpoint_auth_methods_supported"].size(), 3U);
  for (const auto& [name, value] : metadata.items()) {
    if (!name.ends_with("_endpoint") && name != "jwks_uri") continue;
    const std::string path = value.get<std::string>().substr(policy_.control->url.size());
    const auto routes = part_->PublicRoutes();
    EXPECT_TRUE(std::ranges::any_of(routes, [&](const service::HttpRoute& route) { return route.path == path; }))
        << path;
  }
}

TEST_F(MetadataTest, B2_TheIssuerIsTheGatesUrlWhereThePolicySaysSo) {
  policy_.control->registry->discovered_by_url = true;
  EXPECT_EQ(Json::parse(MetadataJson(*policy_.control))["issuer"], "https://gate.example");
}

TEST_F(MetadataTest, B3_TheKeysAreThoseOfTheGateInBothForms) {
  const std::string secret = Enrol(14);
  ASSERT_EQ(Admin("POST", "/admin/rotate").status, 200);
  const service::HttpResponse jwks = Get("/.well-known/jwks.json");
  EXPECT_EQ(jwks.body, *base::ReadFile(policy_.control->RegistryKeysFile()));
  EXPECT_EQ(jwks.body.find("\"d\""), std::string::npos);
  const auto pem = jose::JwkSet::Parse(Get("/.well-known/registry.pem").body);
  ASSERT_TRUE(pem);
  ASSERT_EQ(pem->keys().size(), 2U);
  const auto raw = jose::RawJwt::Parse(TokenOf(14, secret));
  EXPECT_EQ(pem->keys()[0].thumbprint, raw->kid()) << "the one that signs stands first";
}

TEST_F(MetadataTest, B3_NoCacheKeepsASetLongerThanAKeyWaits) {
  const auto age = [&] {
    const service::HttpResponse response = Get("/.well-known/jwks.json");
    return std::ranges::find(response.headers, "Cache-Control", &std::pair<std::string, std::string>::first)->second;
  };
  EXPECT_EQ(age(), "public, max-age=300");
  settings().key_overlap = std::chrono::seconds(60);
  EXPECT_EQ(age(), "public, max-age=30");
  settings().key_overlap = std::chrono::seconds(0);
  EXPECT_EQ(age(), "no-cache");
}

}  // namespace
}  // namespace gatehouse::registry
