// Introspection (RFC 7662) and revocation (RFC 7009): what a client may ask about tokens and take back.
#include "control/registry/introspection.h"

#include <algorithm>

#include "control/registry/revocation_endpoint.h"
#include "control/registry/testing_registry.h"
#include "jose/token_issue.h"

namespace gatehouse::registry {
namespace {

using gate::Reason;
using testing::Json;

class TokenQuestions : public testing::RegistryTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start());
    fourteen_ = Enrol(14, {{"roles", {"operator"}}});
    fifteen_ = Enrol(15);
  }
  std::string Ask(const std::string& token) {
    const service::HttpResponse response = Post("/oauth/introspect", {{"token", token}}, Basic("droplet-15", fifteen_));
    EXPECT_EQ(response.status, 200) << response.body;
    return response.body;
  }
  static constexpr const char* kInactive = R"({"active":false})";
  std::string fourteen_;
  std::string fifteen_;
};

TEST_F(TokenQuestions, B2_AGoodTokenIsDescribed) {
  const std::string token = TokenOf(14, fourteen_);
  const Json answer = Json::parse(Ask(token));
  EXPECT_EQ(answer["active"], true);
  EXPECT_EQ(answer["client_id"], "droplet-14");
  EXPECT_EQ(answer["sub"], "droplet:14");
  EXPECT_EQ(answer["droplet_id"], 14);
  EXPECT_EQ(answer["iss"], "registry.fullpotential.ai");
  EXPECT_EQ(answer["aud"], "fullpotential.droplets");
  EXPECT_EQ(answer["exp"].get<int64_t>() - answer["iat"].get<int64_t>(), 86'400);
  EXPECT_EQ(answer["roles"], Json{"operator"});
  EXPECT_EQ(answer["token_type"], "Bearer");
}

TEST_F(TokenQuestions, B2_AnythingElseIsInactiveAndNoMoreIsSaid) {
  const std::string token = TokenOf(14, fourteen_);
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 200);
  EXPECT_EQ(Ask(token), kInactive) << "revoked";
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "active"}}).status, 200);
  Wait(std::chrono::hours(24));
  EXPECT_EQ(Ask(token), kInactive) << "expired";

  const auto foreign = crypto::PrivateKey::Generate(crypto::Algorithm::kRs256);
  jose::TokenClaims claims{.issuer = settings().issuer,
                           .audience = settings().audience,
                           .subject = "droplet:14",
                           .droplet_id = 14,
                           .roles = {},
                           .scopes = {},
                           .token_id = "x",
                           .now = now_.wall};
  EXPECT_EQ(Ask(*jose::IssueToken(*foreign, crypto::Algorithm::kRs256, "", claims)), kInactive) << "foreign";
  for (const char* text : {"x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."}) EXPECT_EQ(Ask(text), kInactive) << text;
}

TEST_F(TokenQuestions, B2_OnlyClientsMayAsk) {
  const std::string token = TokenOf(14, fourteen_);
  for (const char* path : {"/oauth/introspect", "/oauth/revoke"}) {
    EXPECT_EQ(Post(path, {{"token", token}}).status, 401) << path;
    EXPECT_EQ(Post(path, {{"token", token}}, Basic("droplet-15", "wrong")).status, 401) << path;
    EXPECT_EQ(Post(path, {}, Basic("droplet-15", fifteen_)).status, 400) << path;
    EXPECT_EQ(Post(path, {{"token", ""}}, Basic("droplet-15", fifteen_)).status, 400) << path;
  }
  EXPECT_EQ(Judge(token), Reason::kAllowed);
}

TEST_F(TokenQuestions, B2_AClientTakesItsOwnTokenBack) {
  const std::string token = TokenOf(14, fourteen_);
  const service::HttpResponse other = Post("/oauth/revoke", {{"token", token}}, Basic("droplet-15", fifteen_));
  EXPECT_EQ(other.status, 400);
  EXPECT_EQ(ErrorOf(other), "invalid_grant");
  EXPECT_EQ(Judge(token), Reason::kAllowed);
  const auto revoke = [&](const std::string& text) {
    return Post("/oauth/revoke", {{"token", text}, {"token_type_hint", "access_token"}},
                Basic("droplet-14", fourteen_));
  };
  EXPECT_EQ(revoke(token).status, 200);
  EXPECT_EQ(Judge(token), Reason::kTokenRevoked);
  EXPECT_EQ(Ask(token), kInactive);
  EXPECT_EQ(revoke(token).status, 200) << "twice is as good as once";
  EXPECT_EQ(revoke("nonsense").status, 200) << "RFC 7009 §2.2";
  gate_->table_full = true;
  EXPECT_EQ(revoke(TokenOf(14, fourteen_)).status, 503);
}

TEST_F(TokenQuestions, B2_ManyOwnRevocationsBecomeOneEntry) {
  const auto revoke = [&](const std::string& token) {
    return Post("/oauth/revoke", {{"token", token}}, Basic("droplet-14", fourteen_)).status;
  };
  std::vector<std::string> tokens;
  for (int i = 0; i < kMaxOwnRevocations + 10; ++i) {
    Wait(std::chrono::seconds(1));
    tokens.push_back(TokenOf(14, fourteen_));
    ASSERT_EQ(revoke(tokens.back()), 200);
  }
  EXPECT_EQ(gate_->revoked.size(), static_cast<size_t>(kMaxOwnRevocations) + 1);
  const auto all_refused = [&] {
    return std::ranges::all_of(tokens, [&](const std::string& token) { return Judge(token) != Reason::kAllowed; });
  };
  EXPECT_TRUE(all_refused());
  Wait(std::chrono::seconds(1));
  const std::string fresh = TokenOf(14, fourteen_);
  EXPECT_EQ(Judge(fresh), Reason::kAllowed);
  EXPECT_EQ(Judge(TokenOf(15, fifteen_)), Reason::kAllowed);
  // An operator's word is neither weakened by the entry nor takes it back.
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 200);
  EXPECT_EQ(Judge(fresh), Reason::kTokenRevoked);
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "active"}}).status, 200);
  EXPECT_EQ(Judge(fresh), Reason::kAllowed);
  EXPECT_TRUE(all_refused());
  gate_->revoked.clear();
  ASSERT_TRUE(Start());
  EXPECT_TRUE(all_refused());
}

}  // namespace
}  // namespace gatehouse::registry
