// Tokens that are bound to a key of their sender, and the proofs of it (RFC 9449), through the whole pipeline.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/crypto.h"
#include "gate/testing_pipeline.h"
#include "jose/jws_writer.h"

namespace gatehouse::gate {
namespace {

using crypto::Algorithm;

constexpr int64_t kProofSeconds = 1'800'000'000;
constexpr std::string_view kUrl = "https://gate.example/orders";

const crypto::PrivateKey& IssuerKey() {
  static const crypto::PrivateKey key = crypto::PrivateKey::Generate(Algorithm::kEs256).value();
  return key;
}

const crypto::PrivateKey& ClientKey() {
  static const crypto::PrivateKey key = crypto::PrivateKey::Generate(Algorithm::kEs256).value();
  return key;
}

std::string Compact(const crypto::PrivateKey& key, std::string_view header, std::string_view payload) {
  const std::string text = base::Base64UrlEncode(header) + '.' + base::Base64UrlEncode(payload);
  return text + '.' + base::Base64UrlEncode(*key.Sign(Algorithm::kEs256, text));
}

std::string TokenWith(std::string_view cnf, std::string_view id = "t-1") {
  std::string payload = R"({"iss":"i","aud":"a","sub":"ada","iat":1800000000,"exp":1800003600,"jti":")";
  payload += id;
  payload += '"';
  if (!cnf.empty()) payload.append(R"(,"cnf":)").append(cnf);
  return Compact(IssuerKey(), R"({"alg":"ES256","typ":"at+jwt"})", payload + "}");
}

std::string BoundToken(std::string_view id = "t-1") {
  return TokenWith(R"({"jkt":")" + ClientKey().Public().Thumbprint() + R"("})", id);
}

struct ProofParts {
  std::string method = "GET";
  std::string url = std::string(kUrl);
  std::string id = "p-1";
  int64_t issued_at = kProofSeconds;
};

std::string ProofOf(const ProofParts& parts, std::string_view token, const crypto::PrivateKey& key = ClientKey()) {
  const std::string header =
      R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + key.Public().Jwk("", Algorithm::kEs256) + "}";
  jose::ClaimsText text;
  text.Add("jti", parts.id);
  text.Add("htm", parts.method);
  text.Add("htu", parts.url);
  text.Add("iat", parts.issued_at);
  text.Add("ath", base::Base64UrlEncode(base::Characters(crypto::Sha256(token))));
  return Compact(key, header, text.Finish());
}

class ProofPipeline : public PipelineFixture {
 protected:
  void SetUp() override { CompileWith(""); }
  void CompileWith(const std::string& more, const std::string& token_keys = "") {
    const std::string pem = IssuerKey().Public().Pem();
    Compile("upstream: http://127.0.0.1:9000\ntokens: { issuer: i, audience: a, algorithms: ES256, keys: /k.pem" +
                token_keys + " }\n" + more,
            "/", [pem](const std::string&) { return base::Result<std::string>(pem); });
  }
  // The outcome of a request with this proof.
  Reason With(const std::string& token, const std::string& proof, std::string_view method = "GET") {
    authorization_ = "DPoP " + token;
    return ReasonFor(method, "/orders", {{"Host", "gate.example"}, {"Authorization", authorization_}, {"DPoP", proof}});
  }
  std::string authorization_;
};

TEST_F(ProofPipeline, AProofOfTheTokensKeyIsAcceptedOnce) {
  const std::string token = BoundToken();
  const std::string proof = ProofOf({}, token);
  EXPECT_EQ(With(token, proof), Reason::kAllowed);
  EXPECT_EQ(With(token, proof), Reason::kProofReplayed);
  EXPECT_EQ(With(token, ProofOf({.id = "p-2"}, token)), Reason::kAllowed) << "the token itself is in the cache by now";
}

TEST_F(ProofPipeline, ThePrincipalIsTheTokens) {
  const std::string token = BoundToken();
  authorization_ = "dpop  " + token;
  const std::string proof = ProofOf({}, token);
  const auto outcome =
      Send("GET", "/orders", {{"host", "gate.example"}, {"authorization", authorization_}, {"dpop", proof}});
  ASSERT_TRUE(outcome->decision.allowed()) << Describe(outcome->decision.reason).name;
  EXPECT_EQ(outcome->exchange.principal->subject, "ada");
}

TEST_F(ProofPipeline, THREATS_ProofsForSomethingElse) {
  const std::string token = BoundToken();
  const std::string other_token = BoundToken("t-2");
  const crypto::PrivateKey thief = crypto::PrivateKey::Generate(Algorithm::kEs256).value();
  EXPECT_EQ(With(token, ProofOf({.method = "POST"}, token)), Reason::kProofRequest);
  EXPECT_EQ(With(token, ProofOf({.method = "get"}, token)), Reason::kProofRequest);
  EXPECT_EQ(With(token, ProofOf({.url = "https://gate.example/other"}, token)), Reason::kProofRequest);
  EXPECT_EQ(With(token, ProofOf({.url = "https://evil.example/orders"}, token)), Reason::kProofRequest);
  EXPECT_EQ(With(token, ProofOf({.url = "http://gate.example/orders"}, token)), Reason::kProofRequest);
  EXPECT_EQ(With(token, ProofOf({}, other_token)), Reason::kProofToken);
  EXPECT_EQ(With(token, ProofOf({}, token, thief)), Reason::kProofKey) << "a stolen token with the thief's own key";
  EXPECT_EQ(With(token, ProofOf({.issued_at = kProofSeconds - 61}, token)), Reason::kProofTime);
  EXPECT_EQ(With(token, ProofOf({.issued_at = kProofSeconds + 31}, token)), Reason::kProofTime);
  EXPECT_EQ(With(token, "a.b.c"), Reason::kProofMalformed);
  EXPECT_EQ(With(token, std::string(9000, 'a')), Reason::kProofMalformed);
  EXPECT_EQ(With(token, ""), Reason::kProofMalformed);
  EXPECT_EQ(With(token, ProofOf({}, token)), Reason::kAllowed) << "none of them used up the id";
}

TEST_F(ProofPipeline, THREATS_HowTheHeadersCome) {
  const std::string token = BoundToken();
  const std::string proof = ProofOf({}, token);
  const std::string bearer = "Bearer " + token;
  const std::string dpop = "DPoP " + token;
  const std::string unbound = "DPoP " + TokenWith("");
  const Header host{"Host", "gate.example"};
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", bearer}}), Reason::kProofMissing);
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", bearer}, {"DPoP", proof}}), Reason::kProofMissing);
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", dpop}}), Reason::kProofMissing);
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", dpop}, {"DPoP", proof}, {"dpop", proof}}),
            Reason::kHeaderRepeated);
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", dpop}, {"Authorization", bearer}, {"DPoP", proof}}),
            Reason::kHeaderRepeated);
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", unbound}, {"DPoP", proof}}), Reason::kTokenUnbound);
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", "DPoP a b"}, {"DPoP", proof}}), Reason::kTokenFormat);
  EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", "DPoP"}, {"DPoP", proof}}), Reason::kTokenFormat);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ReasonFor("GET", "/orders", {host, {"Authorization", bearer}}), Reason::kProofMissing) << "cached, too";
  }
}

TEST_F(ProofPipeline, OtherBindingsAreNotVerifiedHere) {
  const std::string jkt = R"("jkt":")" + ClientKey().Public().Thumbprint() + '"';
  const std::string kid = R"("kid":"k")";
  for (const std::string& cnf : {"{" + kid + "}", "{" + jkt + "," + kid + "}", std::string("{}"), std::string("7"),
                                 std::string(R"({"jkt":7})"), std::string(R"({"jkt":""})"), "[{" + jkt + "}]"}) {
    const std::string token = TokenWith(cnf);
    EXPECT_EQ(With(token, ProofOf({}, token)), Reason::kTokenBound) << cnf;
    const std::string bearer = "Bearer " + token;
    EXPECT_EQ(ReasonFor("GET", "/orders", {{"Host", "gate.example"}, {"Authorization", bearer}}), Reason::kTokenBound);
  }
}

TEST_F(ProofPipeline, ABoundTokenIsNotTakenWhereNoProofCanBe) {
  CompileWith("routes:\n  - { path: /orders, websocket: true, token_in: [protocol, ticket] }\n");
  const TicketBox tickets("a secret of this gate");
  tickets_ = &tickets;
  const std::string token = BoundToken();
  const std::string protocols = "bearer, " + token;
  const std::string proof = ProofOf({}, token);
  EXPECT_EQ(ReasonFor("GET", "/orders",
                      {{"Host", "gate.example"},
                       {"Upgrade", "websocket"},
                       {"Connection", "Upgrade"},
                       {"Sec-WebSocket-Protocol", protocols},
                       {"DPoP", proof}}),
            Reason::kTokenBound);
  const std::string ticket = *tickets.Seal(token, kNow.wall);
  const std::string target = "/orders?ticket=" + ticket;
  EXPECT_EQ(ReasonFor("GET", target, {{"Host", "gate.example"}, {"DPoP", proof}}), Reason::kTokenBound);
  authorization_ = "DPoP " + token;
  const std::string for_ticket =
      ProofOf({.method = "POST", .url = "https://gate.example/_gatehouse/ticket", .id = "p-9"}, token);
  EXPECT_EQ(ReasonFor("POST", "/_gatehouse/ticket",
                      {{"Host", "gate.example"}, {"Authorization", authorization_}, {"DPoP", for_ticket}}),
            Reason::kTokenBound);
}

TEST_F(ProofPipeline, APolicyCanRequireBoundTokens) {
  CompileWith("", ", bound: required");
  const std::string plain = "Bearer " + TokenWith("");
  EXPECT_EQ(ReasonFor("GET", "/orders", {{"Host", "gate.example"}, {"Authorization", plain}}), Reason::kTokenUnbound);
  const std::string token = BoundToken();
  EXPECT_EQ(With(token, ProofOf({}, token)), Reason::kAllowed);
}

// A form whose `_method` leads to another route is judged a second time, by that route: with the same proof.
TEST_F(ProofPipeline, ARequestThatIsJudgedByTwoRoutesNeedsOneProof) {
  CompileWith("routes:\n  - { path: /orders, methods: [POST] }\n  - { path: /orders, methods: [DELETE] }\n");
  const std::string token = BoundToken();
  const std::string proof = ProofOf({.method = "POST"}, token);
  authorization_ = "DPoP " + token;
  const std::vector<Header> headers = {{"Host", "gate.example"},
                                       {"Authorization", authorization_},
                                       {"DPoP", proof},
                                       {"X-HTTP-Method-Override", "DELETE"},
                                       {"Content-Type", "application/x-www-form-urlencoded"}};
  body_bytes_ = 14;
  const auto outcome = Send("POST", "/orders", headers, "_method=DELETE");
  EXPECT_EQ(outcome->decision.reason, Reason::kAllowed) << Describe(outcome->decision.reason).name;
  EXPECT_TRUE(outcome->exchange.proven);
  EXPECT_EQ(With(token, proof, "POST"), Reason::kProofReplayed);
}

}  // namespace
}  // namespace gatehouse::gate
