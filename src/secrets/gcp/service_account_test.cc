#include "secrets/gcp/service_account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/json_text.h"
#include "fetch/testing_server.h"

namespace gatehouse::secrets {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const crypto::PrivateKey& Key() {
  static const crypto::PrivateKey key = *crypto::PrivateKey::Generate(crypto::Algorithm::kRs256);
  return key;
}

std::string Text(const std::string& token_uri, const std::string& key = Key().Pem(),
                 const std::string& type = "service_account") {
  return R"({"type":)" + json::Quoted(type) + R"(,"client_email":"a@b.example","private_key_id":"k1","private_key":)" +
         json::Quoted(key) + R"(,"token_uri":)" + json::Quoted(token_uri) + "}";
}

TEST(ServiceAccount, A3_ReadsGooglesShape) {
  const auto account = ParseServiceAccount(Text("https://oauth2.googleapis.com/token"), "file");
  ASSERT_TRUE(account) << account.error().Text();
  EXPECT_EQ(account->client_email, "a@b.example");
  EXPECT_EQ(account->private_key_id, "k1");
  EXPECT_EQ(account->project_id, "");
}

TEST(ServiceAccount, A3_ForeignTokenUrisAreRefused) {
  unsetenv("GATEHOUSE_GCP_TOKEN_URI");
  for (const char* uri : {"https://evil.example/token", "http://oauth2.googleapis.com/token",
                          "https://oauth2.googleapis.com.evil.example/token", "https://oauth2.googleapis.com/token?x",
                          "https://oauth2.googleapis.com@evil.example/token"}) {
    const auto account = ParseServiceAccount(Text(uri), "file");
    ASSERT_FALSE(account) << uri;
    EXPECT_THAT(account.error().what, HasSubstr("token_uri"));
  }
}

TEST(ServiceAccount, A3_WrongShapesAreToldWithoutTheKey) {
  const std::string uri = "https://oauth2.googleapis.com/token";
  for (const std::string& text : {std::string(), std::string("[]"), Text(uri, "planted"), Text(uri, ""),
                                  Text(uri, Key().Pem(), "authorized_user"),
                                  Text(uri, crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Pem())}) {
    const auto account = ParseServiceAccount(text, "file");
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().where, "file");
    EXPECT_THAT(account.error().Text(), Not(HasSubstr("planted")));
  }
}

TEST(MintAccessToken, A3_AFreshAssertionForEveryToken) {
  fetch::testing::Reply reply{200, R"({"access_token":"ya29.x","expires_in":3599})"};
  fetch::testing::TestServer server([&](const fetch::testing::Seen&) { return reply; });
  const ServiceAccount account{"a@b.example", {}, "k1", server.Url("/token"), Key()};
  const base::Wall now{std::chrono::seconds(1'700'000'000)};
  const auto token = MintAccessToken(account, kCloudPlatformScope, now);
  ASSERT_TRUE(token) << token.error().error.Text();
  EXPECT_EQ(token->token.Reveal(), "ya29.x");
  EXPECT_EQ(token->expires, now + std::chrono::seconds(3599));
  EXPECT_THAT(server.seen()[0].body,
              HasSubstr("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJ"));
  ASSERT_TRUE(MintAccessToken(account, kCloudPlatformScope, now + std::chrono::seconds(1)));
  EXPECT_NE(server.seen()[0].body, server.seen()[1].body);

  reply = {400, R"({"error":"invalid_grant"})"};
  EXPECT_EQ(MintAccessToken(account, kCloudPlatformScope, now).error().fault, Fault::kDenied);
  for (const char* wrong : {"", "{}", R"({"access_token":"x"})", R"({"access_token":"x","expires_in":-1})",
                            R"({"access_token":"","expires_in":5})", R"({"access_token":"x","expires_in":1e300})"}) {
    reply = {200, wrong};
    EXPECT_EQ(MintAccessToken(account, kCloudPlatformScope, now).error().fault, Fault::kMalformed) << wrong;
  }
}

}  // namespace
}  // namespace gatehouse::secrets
