#include "control/registry/token_endpoint.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/bytes.h"
#include "control/registry/client_secrets.h"
#include "control/registry/testing_registry.h"

namespace gatehouse::registry {
namespace {

using gate::Reason;
using testing::Json;

class TokenEndpointTest : public testing::RegistryTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start());
    secret_ = Enrol(14, {{"roles", {"operator", "auditor"}}});
  }
  service::HttpResponse With(std::map<std::string, std::string> form) {
    form.try_emplace("grant_type", "client_credentials");
    return Post("/oauth/token", form, Basic("droplet-14", secret_));
  }
  std::string secret_;
};

TEST_F(TokenEndpointTest, B5_ADropletGetsATokenThatTheGateTakes) {
  const service::HttpResponse response = Token(Basic("droplet-14", secret_));
  ASSERT_EQ(response.status, 200) << response.body;
  const Json json = Json::parse(response.body);
  EXPECT_EQ(json["token_type"], "Bearer");
  EXPECT_EQ(json["expires_in"], 86'400);
  const std::string token = json["access_token"];
  EXPECT_EQ(Judge(token), Reason::kAllowed);
  const Json claims =
      Json::parse(*base::Base64UrlDecode(token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1)));
  EXPECT_EQ(claims["sub"], "droplet:14");
  EXPECT_EQ(claims["client_id"], "droplet-14");
  EXPECT_EQ(claims["droplet_id"], 14);
  EXPECT_EQ(claims["roles"], (Json{"auditor", "operator"}));
  EXPECT_EQ(claims["exp"].get<int64_t>() - claims["iat"].get<int64_t>(), 86'400);
  EXPECT_FALSE(claims["jti"].get<std::string>().empty());
  const Json header = Json::parse(*base::Base64UrlDecode(token.substr(0, token.find('.'))));
  EXPECT_EQ(header["typ"], "at+jwt");
  EXPECT_EQ(header["alg"], "RS256");
  EXPECT_EQ(gate_->Count(events::type::kTokenIssued), 1);
  EXPECT_NE(TokenOf(14, secret_), token);
}

TEST_F(TokenEndpointTest, B5_EveryErrorOfTheStandard) {
  const auto basic = Basic("droplet-14", secret_);
  EXPECT_EQ(ErrorOf(Post("/oauth/token", {}, basic)), "invalid_request");
  EXPECT_EQ(ErrorOf(With({{"grant_type", ""}})), "invalid_request");
  EXPECT_EQ(ErrorOf(With({{"grant_type", "password"}})), "unsupported_grant_type");
  EXPECT_EQ(ErrorOf(With({{"grant_type", "authorization_code"}})), "unsupported_grant_type");
  EXPECT_EQ(ErrorOf(With({{"scope", "admin"}})), "invalid_scope");
  EXPECT_EQ(With({{"scope", ""}}).status, 200) << "an empty parameter is an absent one";
  EXPECT_EQ(With({{"resource", "x"}}).status, 200) << "unknown parameters are ignored";
  EXPECT_EQ(ErrorOf(With({{"client_secret", secret_}})), "invalid_request") << "two ways at once";
  EXPECT_EQ(ErrorOf(With({{"client_id", "droplet-15"}})), "invalid_request");

  service::HttpRequest json{.method = "POST", .path = "/oauth/token"};
  json.headers = {{"content-type", "application/json"}, {"authorization", basic}};
  json.body = R"({"grant_type":"client_credentials"})";
  EXPECT_EQ(ErrorOf(Call(json)), "invalid_request");
  service::HttpRequest twice = json;
  twice.headers[0].second = "application/x-www-form-urlencoded";
  twice.body = "grant_type=client_credentials&grant_type=client_credentials";
  EXPECT_EQ(ErrorOf(Call(twice)), "invalid_request");

  const service::HttpResponse wrong = Token(Basic("droplet-14", "wrong"));
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(ErrorOf(wrong), "invalid_client");
  for (const service::HttpResponse& response : {wrong, With({{"scope", "x"}}), With({})}) {
    EXPECT_NE(std::ranges::find(response.headers, std::pair<std::string, std::string>("Cache-Control", "no-store")),
              response.headers.end());
  }
}

TEST_F(TokenEndpointTest, B5_ASuspendedDropletGetsNoneAndItsTokensAreDead) {
  const std::string token = TokenOf(14, secret_);
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 200);
  EXPECT_EQ(Judge(token), Reason::kTokenRevoked);
  const service::HttpResponse refused = Token(Basic("droplet-14", secret_));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(ErrorOf(refused), "unauthorized_client");
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "active"}}).status, 200);
  EXPECT_EQ(Judge(TokenOf(14, secret_)), Reason::kAllowed);
  EXPECT_EQ(Judge(token), Reason::kAllowed);
}

TEST_F(TokenEndpointTest, B5_ARetiredDropletIsNobody) {
  const std::string token = TokenOf(14, secret_);
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "retired"}}).status, 200);
  EXPECT_EQ(Judge(token), Reason::kTokenRevoked);
  EXPECT_EQ(ErrorOf(Token(Basic("droplet-14", secret_))), "invalid_client");
  EXPECT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "active"}}).status, 409);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14/credentials", Json::object()).status, 409);
}

TEST_F(TokenEndpointTest, B5_NoTokenThatWouldBeRefusedIsHandedOut) {
  const std::string stolen = TokenOf(14, secret_);
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "droplet"}, {"value", "14"}}).status, 200);
  EXPECT_EQ(Judge(stolen), Reason::kTokenRevoked);
  const service::HttpResponse same_second = Token(Basic("droplet-14", secret_));
  EXPECT_EQ(same_second.status, 503) << same_second.body;
  Wait(std::chrono::seconds(1));
  EXPECT_EQ(Judge(TokenOf(14, secret_)), Reason::kAllowed);
  EXPECT_EQ(Judge(stolen), Reason::kTokenRevoked);
}

TEST_F(TokenEndpointTest, B4_SecretsAreOnlyInTheDatabaseAsAHash) {
  part_.reset();      // first: its errands use the database from threads of their own
  database_.reset();  // checkpointed into the file
  std::string content;
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file(folder_.path() + "/control.db" + suffix, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    content += text.str();
  }
  EXPECT_EQ(content.find(secret_), content.npos);
  EXPECT_NE(content.find(HashClientSecret(secret_)), content.npos);
  EXPECT_EQ(content.find("PRIVATE KEY"), content.npos);
  for (const auto& event : gate_->events) EXPECT_EQ(event.details.find(secret_), event.details.npos);
}

}  // namespace
}  // namespace gatehouse::registry
