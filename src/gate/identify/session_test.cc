// People's sessions: the cookie, the token in it, and that no session is a bearer token nor the other way round.
#include "gate/identify/session.h"

#include <gtest/gtest.h>

#include <list>

#include "gate/identify/identify.h"
#include "gate/identify/testing_tokens.h"

namespace gatehouse::gate {
namespace {

using gatehouse::gate::testing::KeyFor;
using gatehouse::gate::testing::kNow;
using gatehouse::gate::testing::Payload;
using gatehouse::gate::testing::Signed;

constexpr std::string_view kSessionHeader = R"({"alg":"ES256","typ":"gatehouse-session+jwt"})";

std::string SessionPayload(std::string_view member = {}, std::string_view replacement = {}) {
  std::string payload =
      R"({"iss":"gatehouse","aud":"gatehouse-session","sub":"ada","jti":"s-1","iat":1700000000,"exp":1700001800,)"
      R"("roles":["admin"],"acr":"pwd"})";
  const size_t at = member.empty() ? payload.npos : payload.find(member);
  if (!member.empty()) {
    EXPECT_NE(at, payload.npos) << member;
  }
  return at == payload.npos ? payload : payload.replace(at, member.size(), replacement);
}

std::string Session(std::string_view payload, std::string_view header = kSessionHeader,
                    crypto::Algorithm algorithm = crypto::Algorithm::kEs256) {
  return Signed(header, payload, algorithm);
}

// Droplets' tokens are signed with RS256, sessions with ES256.
TrustedIssuers Trusted() {
  TrustedIssuers trusted = testing::Trusting(testing::DropletRules());
  trusted.sessions =
      Issuer{jose::SessionRules(), *jose::JwkSet::Parse(KeyFor(crypto::Algorithm::kEs256).Public().Pem())};
  return trusted;
}

KnownHeaders Read(std::vector<Header> headers) {
  static std::list<std::vector<Header>> kept;
  return ReadHeaders(kept.emplace_back(std::move(headers)));
}

std::string Cookie(std::string_view value) { return std::string(jose::kSessionCookie) + "=" + std::string(value); }

Reason AskWith(std::string_view token, const TrustedIssuers& trusted, TokenCache& cache, base::Wall now = kNow) {
  const std::string cookie = Cookie(token);
  const auto principal = IdentifySession(Read({{"Cookie", cookie}}), trusted, cache, now);
  return principal ? Reason::kAllowed : principal.error();
}

Reason AskOnce(std::string_view token) {
  TokenCache cache;
  return AskWith(token, Trusted(), cache);
}

Reason FindReason(std::vector<Header> headers) {
  const auto found = FindSessionCookie(Read(std::move(headers)));
  return found ? Reason::kAllowed : found.error();
}

std::string Found(std::vector<Header> headers) {
  return std::string(FindSessionCookie(Read(std::move(headers))).value_or("nothing"));
}

TEST(SessionCookie, A9_IsFoundAmongOthers) {
  EXPECT_EQ(Found({{"Cookie", "__Host-gatehouse_session=abc.d-e_f.g"}}), "abc.d-e_f.g");
  EXPECT_EQ(Found({{"cookie", "a=b; __Host-gatehouse_session=x; c=\"d e\""}}), "x");
  EXPECT_EQ(Found({{"COOKIE", "a=b;__Host-gatehouse_session=x"}}), "x");
  EXPECT_EQ(Found({{"Cookie", " ;; a ; __Host-gatehouse_session=x=y ;"}}), "x=y");
  EXPECT_EQ(Found({{"Cookie", "a=b"}, {"X", "y"}, {"Cookie", "__Host-gatehouse_session=x"}, {"Cookie", "c=d"}}), "x");
}

TEST(SessionCookie, A9_IsMissing) {
  for (const char* line : {"", " ", ";", "a=b", "__Host-gatehouse_session=", "__host-gatehouse_session=x",
                           "__Host-gatehouse_sessio=x", "__Host-gatehouse_session2=x", "gatehouse_session=x",
                           "a=__Host-gatehouse_session=x", "a=b, __Host-gatehouse_session=x"}) {
    EXPECT_EQ(FindReason({{"Cookie", line}}), Reason::kSessionMissing) << line;
  }
  EXPECT_EQ(FindReason({}), Reason::kSessionMissing);
  EXPECT_EQ(FindReason({{"Set-Cookie", "__Host-gatehouse_session=x"}}), Reason::kSessionMissing);
  EXPECT_EQ(FindReason({{"Cookie2", "__Host-gatehouse_session=x"}}), Reason::kSessionMissing);
}

TEST(SessionCookie, A9_TwiceIsNone) {
  const Header one{"Cookie", "__Host-gatehouse_session=x"};
  EXPECT_EQ(FindReason({{"Cookie", "__Host-gatehouse_session=x; __Host-gatehouse_session=x"}}),
            Reason::kHeaderRepeated);
  EXPECT_EQ(FindReason({{"Cookie", "__Host-gatehouse_session=x; a=b; __Host-gatehouse_session=y"}}),
            Reason::kHeaderRepeated);
  EXPECT_EQ(FindReason({one, {"A", "b"}, one}), Reason::kHeaderRepeated);
  EXPECT_EQ(FindReason({one, {"Cookie", "__Host-gatehouse_session="}}), Reason::kHeaderRepeated);
}

TEST(SessionCookie, A9_IsReadInOneWayOnly) {
  for (const char* line :
       {"__Host-gatehouse_session", "__Host-gatehouse_session =x", "__Host-gatehouse_session\t=x",
        "__Host-gatehouse_session= x", "__Host-gatehouse_session=\"x\"", "__Host-gatehouse_session=x y",
        "__Host-gatehouse_session=x,y", "__Host-gatehouse_session=x\\y", "__Host-gatehouse_session=\xC3\xA9"}) {
    EXPECT_EQ(FindReason({{"Cookie", line}}), Reason::kHeaderMalformed) << line;
  }
}

TEST(SessionCookie, A9_IsTakenOutForTheUpstream) {
  EXPECT_EQ(WithoutSessionCookie("__Host-gatehouse_session=x"), "");
  EXPECT_EQ(WithoutSessionCookie("a=b; __Host-gatehouse_session=x; c=d"), "a=b; c=d");
  EXPECT_EQ(WithoutSessionCookie("__Host-gatehouse_session=x;a=\"b c\"; d"), "a=\"b c\"; d");
  EXPECT_EQ(WithoutSessionCookie("a=b;  c=d"), "a=b;  c=d") << "without it, nothing is touched";
  EXPECT_EQ(WithoutSessionCookie("__Host-gatehouse_session=x; __Host-gatehouse_session=y; e=f"), "e=f");
  EXPECT_EQ(WithoutSessionCookie("__Host-gatehouse_session =x; \t__Host-gatehouse_session; g=h"), "g=h");
  EXPECT_EQ(WithoutSessionCookie("__Host-gatehouse_session2=x"), "__Host-gatehouse_session2=x");
  EXPECT_EQ(WithoutSessionCookie(""), "");
}

TEST(Session, A9_FromCookieToPrincipal) {
  const TrustedIssuers trusted = Trusted();
  TokenCache cache;
  const std::string cookie = "theme=dark; " + Cookie(Session(SessionPayload()));
  for (const int round : {1, 2}) {
    const auto principal = IdentifySession(Read({{"Cookie", cookie}}), trusted, cache, kNow);
    ASSERT_TRUE(principal) << round << " " << Describe(principal.error()).name;
    EXPECT_EQ((*principal)->subject, "ada");
    EXPECT_EQ((*principal)->issuer, jose::kSessionIssuer);
    EXPECT_EQ((*principal)->token_id, "s-1");
    EXPECT_EQ((*principal)->roles, std::vector<std::string>{"admin"});
    EXPECT_EQ((*principal)->Claim("acr"), jose::kOneFactor);
    EXPECT_EQ(cache.size(), 1U);
  }
}

TEST(Session, A9_WhatASessionMustBe) {
  const std::string long_life = SessionPayload("1700001800", "1700001801");
  EXPECT_EQ(AskOnce(Session(SessionPayload())), Reason::kAllowed);
  EXPECT_EQ(AskOnce(Session(SessionPayload("gatehouse", "gatehous"))), Reason::kTokenIssuer);
  EXPECT_EQ(AskOnce(Session(SessionPayload("gatehouse-session", "fullpotential.droplets"))), Reason::kTokenAudience);
  EXPECT_EQ(AskOnce(Session(long_life)), Reason::kTokenLife) << "30 minutes at most";
  EXPECT_EQ(AskOnce(Session(SessionPayload(R"("jti":"s-1",)", ""))), Reason::kTokenClaimMissing);
  EXPECT_EQ(AskOnce(Session(SessionPayload(R"("sub":"ada",)", ""))), Reason::kTokenClaimMissing);
  EXPECT_EQ(AskOnce(Session(SessionPayload(R"("exp":1700001800,)", ""))), Reason::kTokenClaimMissing);
  EXPECT_EQ(AskOnce(Session(SessionPayload("1700000000", "1700000001"))), Reason::kTokenIssuedInFuture);
  for (const char* type : {"JWT", "at+jwt", "", "gatehouse-session", "session+jwt"}) {
    const std::string header = R"({"alg":"ES256","typ":")" + std::string(type) + R"("})";
    EXPECT_EQ(AskOnce(Session(SessionPayload(), header)), Reason::kTokenType) << type;
  }
  EXPECT_EQ(AskOnce(Session(SessionPayload(), R"({"alg":"ES256"})")), Reason::kTokenType);
  EXPECT_EQ(AskOnce("x"), Reason::kTokenMalformed);
  EXPECT_EQ(AskOnce(std::string(jose::kMaxTokenBytes + 1, 'a')), Reason::kTokenTooLarge);
}

TEST(Session, A9_OnlyItsOwnKeyAndAlgorithm) {
  const std::string rs256 = R"({"alg":"RS256","typ":"gatehouse-session+jwt"})";
  EXPECT_EQ(AskOnce(Session(SessionPayload(), rs256, crypto::Algorithm::kRs256)), Reason::kTokenAlgorithm)
      << "though the key is one of the droplets' issuer";
  const std::string eddsa = R"({"alg":"EdDSA","typ":"gatehouse-session+jwt"})";
  EXPECT_EQ(AskOnce(Session(SessionPayload(), eddsa, crypto::Algorithm::kEdDsa)), Reason::kTokenAlgorithm);
  std::string forged = Session(SessionPayload());
  forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(AskOnce(forged), Reason::kTokenSignature);
  EXPECT_EQ(AskOnce(Session(SessionPayload(), R"({"alg":"none","typ":"gatehouse-session+jwt"})")),
            Reason::kTokenAlgorithm);
}

TEST(Session, A9_IsOverAfterItsTimeAlsoInTheCache) {
  const TrustedIssuers trusted = Trusted();
  TokenCache cache;
  const std::string token = Session(SessionPayload());
  ASSERT_EQ(AskWith(token, trusted, cache), Reason::kAllowed);
  EXPECT_EQ(AskWith(token, trusted, cache, kNow + std::chrono::seconds(1799)), Reason::kAllowed);
  EXPECT_EQ(AskWith(token, trusted, cache, kNow + std::chrono::minutes(30)), Reason::kTokenExpired);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(Session, A9_ABearerTokenIsNoSession) {
  const std::string bearer = Signed(testing::kHeader, Payload());
  ASSERT_EQ(testing::ReasonFor(bearer, Trusted()), Reason::kAllowed);
  EXPECT_NE(AskOnce(bearer), Reason::kAllowed);
  // Signed with the very key of sessions, it is still none.
  const std::string es256 = R"({"alg":"ES256","typ":"at+jwt"})";
  EXPECT_EQ(AskOnce(Session(Payload(), es256)), Reason::kTokenType);
  EXPECT_EQ(AskOnce(Session(Payload())), Reason::kTokenIssuer);
}

TEST(Session, A9_ASessionIsNoBearerToken) {
  TrustedIssuers trusted = Trusted();
  const std::string session = Session(SessionPayload());
  TokenCache sessions;
  ASSERT_EQ(AskWith(session, trusted, sessions), Reason::kAllowed);
  EXPECT_NE(testing::ReasonFor(session, trusted), Reason::kAllowed);
  // Not even where an issuer's tokens are signed with the same key, under the same name and for the same audience.
  jose::TokenRules alike;
  alike.issuer = jose::kSessionIssuer;
  alike.audience = jose::kSessionAudience;
  alike.algorithms = {crypto::Algorithm::kEs256};
  EXPECT_EQ(testing::ReasonFor(session, testing::Trusting(alike, crypto::Algorithm::kEs256)), Reason::kTokenType);
  // And as Authorization: the caches are two, so what one holds the other does not find.
  TokenCache bearers;
  const std::string authorization = "Bearer " + session;
  const auto principal = Identify(Read({{"Authorization", authorization}}), trusted, bearers, kNow);
  ASSERT_FALSE(principal);
  EXPECT_TRUE(IsAuthentication(principal.error()));
}

TEST(Session, A9_WithoutKeysOrPeopleNobodyHasOne) {
  TokenCache cache;
  TrustedIssuers trusted = Trusted();
  trusted.sessions->keys = {};
  EXPECT_EQ(AskWith(Session(SessionPayload()), trusted, cache), Reason::kTokenKeyUnknown);
  trusted.sessions.reset();
  EXPECT_EQ(AskWith(Session(SessionPayload()), trusted, cache), Reason::kSessionMissing);
}

TEST(Session, A9_NewKeysEndWhatTheOldOnesProved) {
  TrustedIssuers trusted = Trusted();
  TokenCache cache;
  const std::string token = Session(SessionPayload());
  ASSERT_EQ(AskWith(token, trusted, cache), Reason::kAllowed);
  trusted.sessions->keys = {};
  ++trusted.generation;
  EXPECT_EQ(AskWith(token, trusted, cache), Reason::kTokenKeyUnknown);
}

TEST(Session, A9_AServiceThatSetsTheGatesOwnCookieIsFoundOut) {
  for (const char* line :
       {"__Host-gatehouse_session=x; Path=/; Secure", "__Host-gatehouse_session=", " \t__Host-gatehouse_session = x",
        "__host-GATEHOUSE_session=x", "__Host-gatehouse_session", "=__Host-gatehouse_session=x"}) {
    EXPECT_TRUE(SetsSessionCookie(line)) << line;
  }
  for (const char* line : {"session=__Host-gatehouse_session", "x__Host-gatehouse_session=1",
                           "__Host-gatehouse_sessions=1", "a=b; __Host-gatehouse_session=1", "", "="}) {
    EXPECT_FALSE(SetsSessionCookie(line)) << line;
  }
}

}  // namespace
}  // namespace gatehouse::gate
