#include "control/registry/trust_admin.h"

#include "base/bytes.h"
#include "control/registry/testing_registry.h"
#include "control/service/unwritten.h"

namespace gatehouse::registry {
namespace {

using gate::Reason;
using testing::Json;

class TrustAdminTest : public testing::RegistryTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start());
    secret_ = Enrol(14);
  }
  static std::string IdOf(const std::string& token) {
    const std::string payload = token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1);
    return Json::parse(*base::Base64UrlDecode(payload))["jti"];
  }
  std::string secret_;
};

TEST_F(TrustAdminTest, B2_ARevokedTokenIsRefusedAtOnceAndAfterARestart) {
  const std::string token = TokenOf(14, secret_);
  const std::string other = TokenOf(14, secret_);
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "jti"}, {"value", IdOf(token)}, {"reason", "lost"}}).status, 200);
  EXPECT_EQ(Judge(token), Reason::kTokenRevoked);
  EXPECT_EQ(Judge(other), Reason::kAllowed);
  gate_->revoked.clear();  // the mapped file was lost
  ASSERT_TRUE(Start());
  EXPECT_EQ(Judge(token), Reason::kTokenRevoked);
  const Json list = Json::parse(Admin("GET", "/admin/revocations").body)["revocations"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["reason"], "lost");
  ASSERT_EQ(Admin("POST", "/admin/unrevoke", {{"what", "jti"}, {"value", IdOf(token)}}).status, 200);
  EXPECT_EQ(Judge(token), Reason::kAllowed);
  EXPECT_EQ(Admin("POST", "/admin/unrevoke", {{"what", "jti"}, {"value", IdOf(token)}}).status, 404);
}

TEST_F(TrustAdminTest, B2_RevocationsEndWithTheirTokens) {
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "jti"}, {"value", "x"}}).status, 200);
  Wait(std::chrono::hours(26));
  EXPECT_EQ(Json::parse(Admin("GET", "/admin/revocations").body)["revocations"].size(), 0U);
}

TEST_F(TrustAdminTest, B2_ARevocationThatIsNotInForceIsNotAcknowledged) {
  gate_->table_full = true;
  EXPECT_EQ(Admin("POST", "/admin/revoke", {{"what", "jti"}, {"value", "x"}}).status, 500);
  EXPECT_EQ(Admin("POST", "/admin/revoke", {{"what", "droplet"}, {"value", "14"}}).status, 500);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 500);
  gate_->table_full = false;
  Wait(std::chrono::minutes(1));
  EXPECT_EQ(gate_->revoked.size(), 2U) << "the next round makes up for it";
}

TEST_F(TrustAdminTest, B2_AFullTableStopsNoStartAndIsToldUntilItHolds) {
  const std::string token = TokenOf(14, secret_);
  gate_->table_full = true;
  EXPECT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 500);
  EXPECT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "suspended"}}).status, 500) << "not in force yet";
  ASSERT_TRUE(Start());
  EXPECT_EQ(Judge(token), Reason::kAllowed);
  EXPECT_GT(gate_->Count(events::type::kOrdersNotInForce), 0);
  gate_->table_full = false;
  Wait(std::chrono::seconds(1));
  EXPECT_EQ(Judge(token), Reason::kTokenRevoked);
}

// As if the daemon had told the gate and the database had failed then.
TEST_F(TrustAdminTest, B2_WhatOnlyTheGateWasToldIsWrittenDownAtTheNextStart) {
  const auto tell = [&](state::Revocation order) {
    order.issuer = policy_.control->registry->issuer;
    order.reason = service::UnwrittenReason(order.reason);
    order.since = now_.wall;
    ASSERT_TRUE(gate_->Revoke(order, now_.wall));
  };
  tell({.what = state::Revoked::kSubject, .value = "droplet:14", .reason = "the droplet is suspended"});
  tell({.what = state::Revoked::kSubject, .value = "droplet:77", .reason = "the droplet is suspended"});
  tell({.what = state::Revoked::kTokenId, .value = "lost", .reason = "found in a log"});
  ASSERT_TRUE(Start());
  EXPECT_EQ(Json::parse(Admin("GET", "/admin/droplets/14").body)["state"], "suspended");
  const Json list = Json::parse(Admin("GET", "/admin/revocations").body)["revocations"];
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(gate_->revoked.size(), 2U) << "of a droplet that there is not nothing is left";
  for (const auto& [key, entry] : gate_->revoked)
    EXPECT_FALSE(entry.reason.starts_with(service::kUnwritten)) << entry.reason;
  ASSERT_EQ(Admin("POST", "/admin/droplets/14", {{"state", "active"}}).status, 200);
  ASSERT_TRUE(Start());
  EXPECT_EQ(Json::parse(Admin("GET", "/admin/droplets/14").body)["state"], "active") << "once is enough";
}

TEST_F(TrustAdminTest, B2_AClockThatJumpsAheadAndBackRevivesNothing) {
  Wait(std::chrono::hours(2));
  const std::string token = TokenOf(14, secret_);
  ASSERT_EQ(Admin("POST", "/admin/revoke", {{"what", "jti"}, {"value", IdOf(token)}}).status, 200);
  now_.wall += std::chrono::hours(24 * 365);
  Wait(std::chrono::minutes(2));
  now_.wall -= std::chrono::hours(24 * 365);
  gate_->revoked.clear();  // the gate's table has given its room to others meanwhile
  Wait(std::chrono::seconds(1));
  EXPECT_EQ(Judge(token), Reason::kTokenRevoked);
}

TEST_F(TrustAdminTest, B2_WhatCannotBeRevokedIsSaid) {
  for (const Json& body :
       {Json{{"what", "token"}, {"value", "x"}}, Json{{"what", "jti"}, {"value", ""}},
        Json{{"what", "jti"}, {"value", std::string(257, 'x')}}, Json{{"what", "jti"}, {"value", "x\ny"}},
        Json{{"what", "jti"}, {"value", std::string("x\0y", 3)}},
        Json{{"what", "jti"}, {"value", "x"}, {"reason", "lost\x1b[2J"}},
        Json{{"what", "jti"}, {"value", "x"}, {"reason", std::string(201, 'x')}},
        Json{{"what", "droplet"}, {"value", "0"}}}) {
    EXPECT_EQ(Admin("POST", "/admin/revoke", body).status, 422) << body;
  }
  for (const Json& body :
       {Json{{"what", "jti"}}, Json{{"value", "x"}}, Json{{"what", "jti"}, {"value", "x"}, {"for", "1h"}}}) {
    EXPECT_EQ(Admin("POST", "/admin/revoke", body).status, 400) << body;
  }
  EXPECT_EQ(Admin("POST", "/admin/revoke", {{"what", "droplet"}, {"value", "15"}}).status, 404);
  for (const Json& body : {Json{{"what", "droplet"}, {"value", "14"}},
                           Json{{"what", "subject"}, {"value", "droplet:14"}}, Json{{"what", "key"}, {"value", "k"}}}) {
    EXPECT_EQ(Admin("POST", "/admin/unrevoke", body).status, 409) << body;
  }
}

}  // namespace
}  // namespace gatehouse::registry
