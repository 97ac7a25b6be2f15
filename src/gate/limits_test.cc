#include "gate/limits.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

class Limits : public PipelineFixture {
 protected:
  void SetUp() override {
    Compile(
        "listen: 127.0.0.1:8080\ntls: off\nupstream: http://127.0.0.1:9000\nunlisted: deny\nroutes: [{ path: /a, auth: "
        "none }]\n",
        "/", [](const std::string& path) -> base::Result<std::string> { return base::Fail("no such file", path); });
  }

  // One place under `text` for a principal, from an address.
  bool Take(const std::string& text, const Principal* who, const std::string& client = "192.0.2.7") {
    std::vector<Limit> limits = {*ParseLimit(text)};
    limits.front().id = 1;
    const Request request{.method = "GET", .target = "/", .host = "gate.example", .peer = {}, .headers = {}};
    Exchange exchange(request, kNow);
    exchange.principal = SharedPrincipal(SharedPrincipal(), who);  // the test owns it
    exchange.client.address = *base::IpAddress::Parse(client);
    const Guard guard{*policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
    return TakePlaces(guard, exchange, limits, ScopeOrder::kByIdentityAndRoute).allowed();
  }

  static Principal Who(std::string issuer, std::string subject, std::string team = {}) {
    Principal principal;
    principal.issuer = std::move(issuer);
    principal.subject = std::move(subject);
    if (!team.empty()) principal.claims.emplace_back("team", std::move(team));
    return principal;
  }
};

TEST_F(Limits, B11_OneSubjectOfTwoIssuersIsTwo) {
  const Principal here = Who("registry", "droplet:14");
  const Principal there = Who("partner", "droplet:14");
  EXPECT_TRUE(Take("1/minute per identity", &here));
  EXPECT_FALSE(Take("1/minute per identity", &here, "192.0.2.8"));
  EXPECT_TRUE(Take("1/minute per identity", &there));
}

TEST_F(Limits, B11_OneClaimOfTwoIssuersIsTwo) {
  const Principal here = Who("registry", "a", "red");
  const Principal same_team = Who("registry", "b", "red");
  const Principal there = Who("partner", "a", "red");
  EXPECT_TRUE(Take("1/minute per claim:team", &here));
  EXPECT_FALSE(Take("1/minute per claim:team", &same_team));
  EXPECT_TRUE(Take("1/minute per claim:team", &there));
}

TEST_F(Limits, B11_WhereTheIssuerEndsIsPartOfTheKey) {
  const Principal one = Who("ab", "c");
  const Principal other = Who("a", "bc");
  EXPECT_TRUE(Take("1/minute per identity", &one));
  EXPECT_TRUE(Take("1/minute per identity", &other));
  const Principal long_one = Who(std::string(1000, 'i'), std::string(1000, 's'));
  const Principal long_other = Who(std::string(1001, 'i'), std::string(999, 's'));
  EXPECT_TRUE(Take("1/minute per identity", &long_one));
  EXPECT_FALSE(Take("1/minute per identity", &long_one));
  EXPECT_TRUE(Take("1/minute per identity", &long_other));
}

// An issuer could write the sixteen bytes of an address as a subject, and use up that client's places.
TEST_F(Limits, B11_NoSubjectIsAnAddress) {
  const auto bytes = base::IpAddress::Parse("2001:db8::")->bytes();
  const Principal forged = Who("", std::string(bytes.begin(), bytes.end()));
  EXPECT_TRUE(Take("1/minute per identity", &forged));
  EXPECT_TRUE(Take("1/minute per identity", nullptr, "2001:db8::1")) << "who is nobody is counted by address";
  EXPECT_FALSE(Take("1/minute per identity", nullptr, "2001:db8::2"));
}

}  // namespace
}  // namespace gatehouse::gate
