#include "control/registry/client_authentication.h"

#include "base/bytes.h"
#include "control/registry/testing_registry.h"
#include "passwords/hash.h"

namespace gatehouse::registry {
namespace {

using testing::ClientKey;
using testing::Json;

class ClientAuthenticationTest : public testing::RegistryTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start());
    secret_ = Enrol(14);
    ASSERT_EQ(AddKey(key_.Pem()).status, 201);
  }
  service::HttpResponse AddKey(const std::string& text, int id = 14) {
    return Admin("POST", "/admin/droplets/" + std::to_string(id) + "/credentials",
                 {{"kind", "key"}, {"public_key", text}});
  }
  service::HttpResponse Assert(const std::string& assertion, std::map<std::string, std::string> more = {}) {
    more.insert({{"grant_type", "client_credentials"},
                 {"client_assertion_type", std::string(kAssertionTypeParameter)},
                 {"client_assertion", assertion}});
    return Post("/oauth/token", more);
  }
  service::HttpResponse WithClaims(const std::function<void(ClientKey::Claims&)>& change) {
    ClientKey::Claims claims;
    claims.token_id = "assertion-" + std::to_string(++made_);
    change(claims);
    return Assert(key_.Sign(claims));
  }
  service::HttpResponse PostSecret(const std::string& client, const std::string& secret) {
    return Post("/oauth/token",
                {{"grant_type", "client_credentials"}, {"client_id", client}, {"client_secret", secret}});
  }

  std::string secret_;
  ClientKey key_;
  int made_ = 0;
};

TEST_F(ClientAuthenticationTest, B5_SecretsByBasicAndByForm) {
  EXPECT_EQ(Token(Basic("droplet-14", secret_)).status, 200);
  EXPECT_EQ(PostSecret("droplet-14", secret_).status, 200);
  EXPECT_EQ(Token("basic " + Basic("droplet-14", secret_).substr(6)).status, 200);
  std::string encoded;
  for (const char c : secret_) encoded += '%' + base::HexEncode({&c, 1});
  EXPECT_EQ(Token(Basic("droplet%2D14", encoded)).status, 200) << "RFC 6749 §2.3.1";
  for (const std::string& header : {std::string("Bearer x"), std::string("Basic"), std::string("Basic !!"),
                                    "Basic " + base::Base64Encode("droplet-14"), Basic("droplet-14", "%zz"),
                                    Basic("droplet-15", secret_), Basic("", secret_), Basic("droplet:14", secret_)}) {
    const service::HttpResponse response = Token(header);
    EXPECT_EQ(response.status, 401) << header;
    EXPECT_EQ(ErrorOf(response), "invalid_client");
  }
  EXPECT_EQ(ErrorOf(Post("/oauth/token", {{"grant_type", "client_credentials"}})), "invalid_client");
  EXPECT_EQ(ErrorOf(Post("/oauth/token", {{"grant_type", "client_credentials"}, {"client_id", "droplet-14"}})),
            "invalid_client");
}

TEST_F(ClientAuthenticationTest, B11_AWrongSecretIsCountedAndLimitedAndARightOneIsNot) {
  int refused = 0;
  service::HttpResponse response;
  do {
    response = PostSecret("droplet-14", "wrong");
    if (response.status == 401) ++refused;
  } while (response.status == 401 && refused < 100);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(refused, 10);
  EXPECT_EQ(gate_->Count(events::type::kClientRefused), 11);
  EXPECT_EQ(gate_->events.back().principal, "droplet:14");
  // Elsewhere, and for others, nothing has changed.
  service::HttpRequest elsewhere{.method = "POST", .path = "/oauth/token"};
  elsewhere.client = *base::IpAddress::Parse("192.0.2.8");
  elsewhere.headers = {{"content-type", "application/x-www-form-urlencoded"},
                       {"authorization", Basic("droplet-14", secret_)}};
  elsewhere.body = "grant_type=client_credentials";
  EXPECT_EQ(Call(elsewhere).status, 200);
  EXPECT_EQ(PostSecret("droplet-14", secret_).status, 200) << "a right one has nothing to wait for";
  Wait(std::chrono::minutes(1));
  EXPECT_EQ(PostSecret("droplet-14", "wrong").status, 401);
}

TEST_F(ClientAuthenticationTest, B11_InventedClientsGiveAnAddressNoMoreAttemptsAndTellNothing) {
  // The same answers in the same order, whether the client is enrolled or not.
  int before_limit = 0;
  while (PostSecret("droplet-99", "wrong").status == 401) ++before_limit;
  EXPECT_EQ(before_limit, 10);
  int more = 0;
  for (int id = 100; PostSecret("droplet-" + std::to_string(id), "wrong").status == 401; ++id) ++more;
  EXPECT_EQ(before_limit + more, 60) << "over all clients";
  EXPECT_EQ(PostSecret("droplet-14", "wrong").status, 429);
  EXPECT_EQ(PostSecret("nobody", "wrong").status, 429);
  EXPECT_EQ(PostSecret("droplet-14", secret_).status, 200);
  Wait(std::chrono::minutes(1));
  const auto from = [&](const std::string& address) {
    service::HttpRequest request{.method = "POST", .path = "/oauth/token"};
    request.client = *base::IpAddress::Parse(address);
    request.headers = {{"content-type", "application/x-www-form-urlencoded"},
                       {"authorization", Basic("droplet-14", "wrong")}};
    request.body = "grant_type=client_credentials";
    return Call(request).status;
  };
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(from("2001:db8::" + std::to_string(i)), 401);
  EXPECT_EQ(from("2001:db8::99"), 429) << "a /64 is one client";
  EXPECT_EQ(from("2001:db8:0:1::1"), 401);
}

TEST_F(ClientAuthenticationTest, B11_NoSecretOfAStrangerCostsAPasswordHash) {
  const auto before = passwords::TotalWork();
  EXPECT_EQ(PostSecret("droplet-14", secret_).status, 200);
  EXPECT_EQ(PostSecret("droplet-14", "wrong").status, 401);
  EXPECT_EQ(PostSecret("droplet-15", "wrong").status, 401);
  EXPECT_EQ(PostSecret("nobody", "wrong").status, 401);
  EXPECT_EQ(passwords::TotalWork(), before);
}

TEST_F(ClientAuthenticationTest, B11_ASecretOfAnEarlierVersionIsGoodAndIsKeptInTheNewFormFromThenOn) {
  const auto hash = passwords::HashPassword(secret_);
  ASSERT_TRUE(hash);
  const auto hash_of = [&] {
    const auto read = database_->Read([&](store::Transaction& transaction) {
      std::string found;
      for (const store::Credential& credential : store::CredentialsOf(transaction, 14)) {
        if (credential.kind == store::CredentialKind::kSecret) found = credential.secret_hash;
      }
      return found;
    });
    EXPECT_TRUE(read);
    return read.value_or("");
  };
  ASSERT_TRUE(database_->Write([&](store::Transaction& transaction) {
    for (const store::Credential& credential : store::CredentialsOf(transaction, 14)) {
      if (credential.kind == store::CredentialKind::kSecret) store::SetSecretHash(transaction, credential.id, *hash);
    }
  }));
  // Each attempt takes a place before it is hashed.
  for (int i = 0; i < 9; ++i) EXPECT_EQ(PostSecret("droplet-14", "wrong").status, 401);
  EXPECT_EQ(hash_of(), *hash);
  EXPECT_EQ(PostSecret("droplet-14", secret_).status, 200);
  EXPECT_EQ(hash_of(), HashClientSecret(secret_));
  EXPECT_EQ(PostSecret("droplet-14", secret_).status, 200);
  const auto before = passwords::TotalWork();
  EXPECT_EQ(PostSecret("droplet-14", "wrong").status, 429);
  EXPECT_EQ(passwords::TotalWork(), before);
}

TEST_F(ClientAuthenticationTest, B5_ARevokedOrExpiredCredentialIsNone) {
  ASSERT_EQ(Token(Basic("droplet-14", secret_)).status, 200);
  const Json second = Json::parse(
      Admin("POST", "/admin/droplets/14/credentials", {{"kind", "secret"}, {"expires", "2023-11-14T23:13:20Z"}}).body);
  EXPECT_EQ(Token(Basic("droplet-14", second["client_secret"])).status, 200);
  const Json shown = Json::parse(Admin("GET", "/admin/droplets/14").body);
  ASSERT_EQ(shown["credentials"].size(), 3U);
  for (const Json& credential : shown["credentials"]) {
    if (credential["kind"] != "secret" || !credential["expires"].is_null()) continue;
    ASSERT_EQ(Admin("DELETE", "/admin/credentials/" + credential["id"].get<std::string>()).status, 200);
  }
  EXPECT_EQ(Token(Basic("droplet-14", secret_)).status, 401) << "although it was good";
  EXPECT_EQ(Token(Basic("droplet-14", second["client_secret"])).status, 200);
  Wait(std::chrono::hours(1));
  EXPECT_EQ(Token(Basic("droplet-14", second["client_secret"])).status, 401);
}

TEST_F(ClientAuthenticationTest, B5_AnAssertionShowsTheKey) {
  EXPECT_EQ(WithClaims([](auto&) {}).status, 200);
  EXPECT_EQ(WithClaims([](auto& claims) { claims.audience = "registry.fullpotential.ai"; }).status, 200);
  EXPECT_EQ(WithClaims([](auto& claims) { claims.audience = "https://gate.example"; }).status, 200);
  EXPECT_EQ(Assert(key_.Sign({.token_id = "with-client-id"}), {{"client_id", "droplet-14"}}).status, 200);
  EXPECT_EQ(Assert(key_.Sign({.token_id = "typed"}, "client-authentication+jwt", "any-kid")).status, 200);
  EXPECT_EQ(WithClaims([](auto& claims) { claims.life = std::chrono::minutes(60); }).status, 200);
  EXPECT_EQ(gate_->Count(events::type::kClientRefused), 0);
}

TEST_F(ClientAuthenticationTest, B5_RsaAndEd25519KeysToo) {
  using crypto::Algorithm;
  for (const Algorithm algorithm : {Algorithm::kRs256, Algorithm::kEdDsa}) {
    const ClientKey key(algorithm);
    ASSERT_EQ(AddKey(key.Jwk("k-" + std::string(crypto::Name(algorithm)))).status, 201);
    const service::HttpResponse response = Assert(key.Sign({.token_id = std::string(crypto::Name(algorithm))}));
    EXPECT_EQ(response.status, 200) << crypto::Name(algorithm) << response.body;
  }
}

TEST_F(ClientAuthenticationTest, B5_AnAssertionIsGoodOnceAlsoAfterARestart) {
  const std::string assertion = key_.Sign({});
  EXPECT_EQ(Assert(assertion).status, 200);
  const service::HttpResponse replayed = Assert(assertion);
  EXPECT_EQ(replayed.status, 401);
  EXPECT_NE(replayed.body.find("used before"), replayed.body.npos);
  ASSERT_TRUE(Start());
  EXPECT_EQ(Assert(assertion).status, 401);
  Wait(std::chrono::minutes(2));
  EXPECT_EQ(Assert(assertion).status, 401) << "expired, and forgotten";
}

TEST_F(ClientAuthenticationTest, B5_EveryFaultOfAnAssertionIsRefused) {
  const auto refused = [&](const service::HttpResponse& response, const char* what) {
    EXPECT_EQ(response.status, 401) << what << response.body;
    EXPECT_EQ(ErrorOf(response), "invalid_client") << what;
  };
  using std::chrono::minutes;
  refused(WithClaims([](auto& claims) { claims.issued -= minutes(2); }), "expired");
  refused(WithClaims([](auto& claims) { claims.issued += minutes(2); }), "from the future");
  refused(WithClaims([](auto& claims) { claims.life = minutes(62); }), "too long");
  refused(WithClaims([](auto& claims) { claims.audience = "https://other.example/token"; }), "foreign audience");
  refused(WithClaims([](auto& claims) { claims.subject = "droplet-15"; }), "another subject");
  refused(WithClaims([](auto& claims) { claims.issuer = "droplet-15"; }), "another issuer");
  refused(WithClaims([](auto& claims) { claims.issuer = claims.subject = "droplet-999"; }), "nobody");
  refused(WithClaims([](auto& claims) { claims.token_id.clear(); }), "no jti");
  refused(WithClaims([](auto& claims) { claims.token_id = std::string(257, 'j'); }), "jti too long");
  refused(Assert(ClientKey().Sign({.token_id = "foreign"})), "a foreign key");
  refused(Assert(key_.Sign({.token_id = "typ"}, "at+jwt")), "an access token");
  refused(Assert("a.b.c"), "no JWS");
  refused(Assert(TokenOf(14, secret_)), "our own token");
  EXPECT_EQ(ErrorOf(Assert(key_.Sign({.token_id = "other"}), {{"client_id", "droplet-15"}})), "invalid_request");
  EXPECT_EQ(ErrorOf(Post("/oauth/token",
                         {{"grant_type", "client_credentials"},
                          {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
                          {"client_assertion", key_.Sign({.token_id = "saml"})}})),
            "invalid_request");
}

TEST_F(ClientAuthenticationTest, B5_ADropletsKeyIsNoOthers) {
  Enrol(15);
  const ClientKey other;
  ASSERT_EQ(AddKey(other.Pem(), 15).status, 201);
  EXPECT_EQ(Assert(other.Sign({.token_id = "x"})).status, 401);
  EXPECT_EQ(Assert(other.Sign({.issuer = "droplet-15", .subject = "droplet-15", .token_id = "x"})).status, 200);
  EXPECT_EQ(Assert(key_.Sign({.token_id = "x"})).status, 200) << "a jti is the client's own";
}

TEST_F(ClientAuthenticationTest, B4_WhatIsNoClientIsNotWrittenDown) {
  EXPECT_EQ(Token(Basic(secret_, "droplet-14")).status, 401);
  for (const auto& event : gate_->events) {
    EXPECT_EQ((event.principal + event.details).find(secret_), std::string::npos);
  }
}

}  // namespace
}  // namespace gatehouse::registry
