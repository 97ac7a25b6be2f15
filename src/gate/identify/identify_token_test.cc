// One token against one issuer: the header, the signature, each claim. Several issuers, and the cache:
// identify_test.cc.
#include <gtest/gtest.h>

#include "gate/identify/assertion.h"
#include "gate/identify/bearer.h"
#include "gate/identify/testing_tokens.h"
#include "jose/jwt.h"

namespace gatehouse::gate {
namespace {

using namespace testing;
using namespace std::chrono_literals;

const TrustedIssuers& Droplets() {
  static const TrustedIssuers trusted = Trusting(DropletRules());
  return trusted;
}

Reason Judge(std::string_view token, base::Wall now = kNow) { return ReasonFor(token, Droplets(), now); }
Reason JudgePayload(std::string_view payload, base::Wall now = kNow) { return Judge(Signed(kHeader, payload), now); }
Reason JudgeHeader(std::string_view header) { return Judge(Signed(header, Payload())); }

// --- a good one

TEST(Jwt, B2_AcceptsAGoodToken) {
  const auto token = VerifyToken(
      Signed(kHeader, Payload(R"(,"role":"operator","scope":"read  write","tenant":"blue")")), Droplets(), kNow);
  ASSERT_TRUE(token) << Describe(token.error()).name;
  const Principal& principal = token->principal();
  EXPECT_EQ(principal.issuer, "registry.fullpotential.ai");
  EXPECT_EQ(principal.subject, "visibility-deck");
  EXPECT_EQ(principal.droplet_id, 14);
  EXPECT_EQ(principal.token_id, "t-1");
  EXPECT_EQ(principal.roles, std::vector<std::string>{"operator"});
  EXPECT_EQ(principal.scopes, (std::vector<std::string>{"read", "write"}));
  EXPECT_EQ(principal.Claim("tenant"), "blue");
  EXPECT_EQ(principal.key_id, KeyFor(crypto::Algorithm::kRs256).Public().Thumbprint());
  EXPECT_EQ(principal.issued_at, std::chrono::sys_seconds(1'700'000'000s));
  EXPECT_EQ(principal.expires_at, std::chrono::sys_seconds(1'700'003'600s));
}

TEST(Jwt, B2_EveryAlgorithmOfTheListAndNoOther) {
  using crypto::Algorithm;
  for (const Algorithm algorithm : {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    jose::TokenRules rules = DropletRules();
    rules.algorithms = {algorithm};
    const std::string header = R"({"alg":")" + std::string(crypto::Name(algorithm)) + R"("})";
    const std::string token = Signed(header, Payload(), algorithm);
    EXPECT_EQ(ReasonFor(token, Trusting(rules, algorithm)), Reason::kAllowed) << crypto::Name(algorithm);
    rules.algorithms = {algorithm == Algorithm::kEdDsa ? Algorithm::kEs256 : Algorithm::kEdDsa};
    EXPECT_EQ(ReasonFor(token, Trusting(rules, algorithm)), Reason::kTokenAlgorithm) << crypto::Name(algorithm);
  }
}

TEST(Jwt, A8_ClaimsOfAPrincipal) {
  const auto token =
      VerifyToken(Signed(kHeader, Payload(R"(,"roles":["a","b"],"scopes":["s"],"n":7,"f":0.5,"yes":true,)"
                                          R"("none":null,"list":[1],"big":18446744073709551615)")),
                  Droplets(), kNow);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->principal().roles, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(token->principal().scopes, std::vector<std::string>{"s"});
  const std::vector<std::pair<std::string, std::string>> others = {{"n", "7"}, {"f", "0.5"}, {"yes", "true"}};
  EXPECT_EQ(token->principal().claims, others);
}

TEST(Jwt, B2_ADropletWithoutASubjectIsNamedByItsId) {
  const auto token = VerifyToken(Signed(kHeader, PayloadWith(R"("sub":"visibility-deck",)", "")), Droplets(), kNow);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->principal().subject, "droplet:14");
}

// --- the header

TEST(Jwt, Threats_AlgorithmConfusion_NoneInEverySpelling) {
  for (const std::string_view name : {"none", "None", "NONE", "nOnE", "", " none", "null"}) {
    const std::string header = R"({"alg":")" + std::string(name) + R"("})";
    const std::string unsigned_token = base::Base64UrlEncode(header) + '.' + base::Base64UrlEncode(Payload()) + '.';
    EXPECT_EQ(Judge(unsigned_token), Reason::kTokenAlgorithm) << name;
    EXPECT_EQ(JudgeHeader(header), Reason::kTokenAlgorithm) << name;
  }
  for (const std::string_view header :
       {R"({})", R"({"alg":null})", R"({"alg":["RS256"]})", R"({"alg":1})", R"({"ALG":"RS256"})"}) {
    EXPECT_EQ(JudgeHeader(header), Reason::kTokenAlgorithm) << header;
  }
}

// RFC 8725 §2.1: the public key, which everybody has, used as an HMAC secret.
TEST(Jwt, Threats_AlgorithmConfusion_RsaKeyAsHmacSecret) {
  for (const std::string_view name : {"HS256", "HS384", "HS512", "hs256"}) {
    const std::string header = R"({"alg":")" + std::string(name) + R"(","typ":"JWT"})";
    EXPECT_EQ(JudgeHeader(header), Reason::kTokenAlgorithm) << name;
  }
}

TEST(Jwt, Threats_AlgorithmConfusion_TheKeyDecides) {
  jose::TokenRules rules = DropletRules();
  rules.algorithms = {crypto::Algorithm::kRs256, crypto::Algorithm::kEs256, crypto::Algorithm::kPs256};
  const TrustedIssuers trusted = Trusting(rules);
  // Signed by another key with another algorithm of the list: the set has no key for it.
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"ES256"})", Payload(), crypto::Algorithm::kEs256), trusted),
            Reason::kTokenKeyUnknown);
  // Our own RS256 signature under a header that says PS256.
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"PS256"})", Payload()), trusted), Reason::kTokenSignature);
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"RS256"})", Payload()), trusted), Reason::kAllowed);
}

TEST(Jwt, Threats_AlgorithmConfusion_NullSignature) {
  const std::string good = Signed(kHeader, Payload());
  const std::string text = good.substr(0, good.rfind('.') + 1);
  EXPECT_EQ(Judge(text), Reason::kTokenSignature);
  EXPECT_EQ(Judge(text + base::Base64UrlEncode(std::string(256, '\0'))), Reason::kTokenSignature);
  EXPECT_EQ(Judge(text + base::Base64UrlEncode(std::string(1, '\0'))), Reason::kTokenSignature);
}

TEST(Jwt, Threats_AlgorithmConfusion_KeysInTheHeader) {
  const std::string own_key = KeyFor(crypto::Algorithm::kRs256).Public().Jwk("", crypto::Algorithm::kRs256);
  const std::vector<std::string> members = {
      "\"jwk\":" + own_key, R"("crit":["exp"])", R"("crit":[])",       R"("b64":false)",
      R"("b64":true)",      R"("zip":"DEF")",    R"("enc":"A256GCM")", R"("jwk":null)",
  };
  for (const std::string& member : members) {
    EXPECT_EQ(JudgeHeader(R"({"alg":"RS256",)" + member + '}'), Reason::kTokenHeader) << member;
    EXPECT_EQ(JudgeHeader('{' + member + R"(,"alg":"RS256"})"), Reason::kTokenHeader) << member;
  }
  // A name written with an escape is the same name.
  EXPECT_EQ(JudgeHeader(R"({"alg":"RS256","\u006awk":{}})"), Reason::kTokenHeader);
  // What we do not know and nobody calls critical is ignored (RFC 7515 §4).
  EXPECT_EQ(JudgeHeader(R"({"alg":"RS256","x5t":"abc","nonce":"n"})"), Reason::kAllowed);
}

// Honest issuers send these (UAA its `jku`, ADFS and Entra `x5t`, others `x5c`); none of them is where a key comes
// from.
TEST(Jwt, Threats_AlgorithmConfusion_WhereToFindAKeyIsIgnored) {
  const std::string chain = R"("x5c":[")" + std::string(2000, 'A') + R"(",")" + std::string(2000, 'B') + R"("])";
  for (const std::string& member :
       {std::string(R"("jku":"https://uaa.example/token_keys")"),
        std::string(R"("x5u":"https://id.example/chain.pem")"), std::string(R"("x5c":["MIIB"])"), chain,
        std::string(R"("jku":null,"x5u":7,"x5c":{},"x5t#S256":[])")}) {
    const std::string header = R"({"alg":"RS256",)" + member + '}';
    EXPECT_EQ(JudgeHeader(header), Reason::kAllowed) << member.substr(0, 40);
    const crypto::PrivateKey other = *crypto::PrivateKey::Generate(crypto::Algorithm::kRs256);
    const std::string text = base::Base64UrlEncode(header) + '.' + base::Base64UrlEncode(Payload());
    const std::string forged = text + '.' + base::Base64UrlEncode(*other.Sign(crypto::Algorithm::kRs256, text));
    EXPECT_EQ(Judge(forged), Reason::kTokenSignature) << member.substr(0, 40);
  }
}

TEST(Jwt, Threats_CrashesInJose_HeadersThatAreNone) {
  for (const std::string_view header :
       {"", "null", "[]", "\"RS256\"", "{", R"({"alg":"RS256")", R"({"alg":"RS256"}{})",
        R"({"alg":"RS256","alg":"RS256"})", R"({"alg":"RS256","\u0061lg":"none"})", R"({"alg":"RS256","kid":7})",
        R"({"alg":"RS256","typ":["JWT"]})", R"({"alg":"RS256","a":[[[[1]]]]})", "{\"alg\":\"RS256\",\"x\":\"\xFF\"}"}) {
    EXPECT_EQ(JudgeHeader(header), Reason::kTokenMalformed) << header;
  }
  EXPECT_EQ(JudgeHeader(R"({"alg":"RS256","kid":")" + std::string(257, 'k') + "\"}"), Reason::kTokenMalformed);
  EXPECT_EQ(JudgeHeader(R"({"alg":"RS256","x":")" + std::string(9000, 'x') + "\"}"), Reason::kTokenMalformed);
}

TEST(Jwt, Threats_Kid_IsComparedAndNeverOpened) {
  const std::string jwks =
      R"({"keys":[)" + KeyFor(crypto::Algorithm::kRs256).Public().Jwk("current", crypto::Algorithm::kRs256) + "]}";
  TrustedIssuers trusted;
  trusted.issuers.push_back({DropletRules(), *jose::JwkSet::Parse(jwks)});
  const auto judge = [&](std::string_view kid) {
    return ReasonFor(Signed(R"({"alg":"RS256","kid":")" + std::string(kid) + "\"}", Payload()), trusted);
  };
  EXPECT_EQ(judge("current"), Reason::kAllowed);
  for (const std::string_view kid :
       {"../../../../dev/null", "/etc/droplet/registry_public_key.pem", "file:///etc/passwd", "' UNION SELECT 'k",
        "current/", "Current", "curren", "current\\u0000", "| cat /etc/passwd", "http://169.254.169.254/", "*",
        "%63urrent"}) {
    EXPECT_EQ(judge(kid), Reason::kTokenKeyUnknown) << kid;
  }
}

TEST(Jwt, Threats_OneKindOfTokenTakenForAnother_Type) {
  for (const std::string_view type : {"JWT", "jwt", "at+jwt", "application/at+jwt", "APPLICATION/JWT", ""}) {
    EXPECT_EQ(JudgeHeader(R"({"alg":"RS256","typ":")" + std::string(type) + "\"}"), Reason::kAllowed) << type;
  }
  for (const std::string_view type :
       {kAssertionType, std::string_view("application/gatehouse-assertion+jwt"), std::string_view("dpop+jwt"),
        std::string_view("logout+jwt"), std::string_view("JWS"), std::string_view("application/"),
        std::string_view("text/JWT")}) {
    EXPECT_EQ(JudgeHeader(R"({"alg":"RS256","typ":")" + std::string(type) + "\"}"), Reason::kTokenType) << type;
  }
}

// --- the shape

TEST(Jwt, Threats_CrashesInJose_Shapes) {
  const std::string good = Signed(kHeader, Payload());
  for (const std::string& token : {std::string(), std::string("."), std::string(".."), std::string("..."),
                                   std::string("a.b"), good + ".", good + ".x", "." + good, good + "=", good + "\n",
                                   good.substr(1), std::string(5, '.'), std::string("a.b.c.d.e")}) {
    EXPECT_EQ(Judge(token), Reason::kTokenMalformed) << token.substr(0, 20);
  }
  std::string standard_alphabet = good;
  standard_alphabet[standard_alphabet.rfind('.') + 5] = '+';
  EXPECT_EQ(Judge(standard_alphabet), Reason::kTokenMalformed);
}

TEST(Jwt, Threats_CrashesInJose_Sizes) {
  EXPECT_EQ(Judge(std::string(jose::kMaxTokenBytes + 1, 'a')), Reason::kTokenTooLarge);
  EXPECT_EQ(Judge(std::string(jose::kMaxTokenBytes, 'a')), Reason::kTokenMalformed);
  EXPECT_EQ(Judge(Signed(kHeader, Payload(R"(,"x":")" + std::string(12'500, 'x') + '"'))), Reason::kTokenTooLarge);
  EXPECT_EQ(Judge(Signed(kHeader, Payload(R"(,"x":")" + std::string(11'000, 'x') + '"'))), Reason::kAllowed);
}

// Entra lists up to 200 groups, 36 characters each.
TEST(Jwt, ATokenWithAllGroupsThatEntraLists) {
  std::string groups = R"(,"groups":[)";
  for (int i = 0; i < 200; ++i) groups += std::string(i == 0 ? "" : ",") + "\"00000000-0000-0000-0000-000000000000\"";
  const std::string token = Signed(kHeader, Payload(groups + ']'));
  EXPECT_GT(token.size(), 8192U);
  EXPECT_EQ(Judge(token), Reason::kAllowed);
}

// Another last character that stands for the same bytes would be a second name for the same token.
TEST(Jwt, Threats_CacheConfusion_OneTokenHasOneSpelling) {
  const std::string good = Signed(kHeader, Payload());
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  ASSERT_EQ(Judge(good), Reason::kAllowed);
  for (const char last : alphabet) {
    if (last == good.back()) continue;
    EXPECT_NE(Judge(good.substr(0, good.size() - 1) + last), Reason::kAllowed) << last;
  }
}

// --- the signature

TEST(Jwt, B2_RejectsAChangedPayload) {
  const std::string good = Signed(kHeader, Payload());
  const std::string forged = base::Base64UrlEncode(PayloadWith("\"droplet_id\":14", "\"droplet_id\":21"));
  const size_t first = good.find('.');
  const size_t second = good.rfind('.');
  EXPECT_EQ(Judge(good.substr(0, first + 1) + forged + good.substr(second)), Reason::kTokenSignature);
}

TEST(Jwt, Threats_AcceptedWithoutVerification_NothingIsSaidAboutClaimsBeforeTheSignature) {
  const std::string header = base::Base64UrlEncode(kHeader);
  const std::string signature = base::Base64UrlEncode(std::string(256, 's'));
  for (const std::string& payload :
       {PayloadWith("1700003600", "1600000000"), PayloadWith("fullpotential.droplets", "other"),
        Payload(R"(,"nbf":1800000000)"), PayloadWith("\"droplet_id\":14", "\"x\":14"),
        PayloadWith("\"exp\":1700003600,", ""), std::string("no json"), std::string(R"({"a":1,"a":2})"),
        std::string()}) {
    EXPECT_EQ(Judge(header + '.' + base::Base64UrlEncode(payload) + '.' + signature), Reason::kTokenSignature)
        << payload;
  }
}

TEST(Jwt, Threats_AcceptedWithoutVerification_NoKeyNoToken) {
  TrustedIssuers keyless;
  keyless.issuers.push_back({DropletRules(), jose::JwkSet{}});
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload()), keyless), Reason::kTokenKeyUnknown);
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload()), TrustedIssuers{}), Reason::kTokenAlgorithm);
}

// --- the claims

TEST(Jwt, B2_RejectsWrongIssuer) {
  EXPECT_EQ(JudgePayload(PayloadWith("registry.fullpotential.ai", "registry.evil.example")), Reason::kTokenIssuer);
  EXPECT_EQ(JudgePayload(PayloadWith("registry.fullpotential.ai", "registry.fullpotential.ai.")), Reason::kTokenIssuer);
  EXPECT_EQ(JudgePayload(PayloadWith("registry.fullpotential.ai", "Registry.fullpotential.ai")), Reason::kTokenIssuer);
  EXPECT_EQ(JudgePayload(PayloadWith("registry.fullpotential.ai", "")), Reason::kTokenIssuer);
  EXPECT_EQ(JudgePayload(PayloadWith("\"registry.fullpotential.ai\"", "[\"registry.fullpotential.ai\"]")),
            Reason::kTokenClaimType);
}

TEST(Jwt, B2_Audience) {
  const auto judge = [](std::string_view audience) {
    return JudgePayload(PayloadWith("\"fullpotential.droplets\"", audience));
  };
  EXPECT_EQ(judge(R"(["other","fullpotential.droplets"])"), Reason::kAllowed);
  EXPECT_EQ(judge(R"(["fullpotential.droplets"])"), Reason::kAllowed);
  EXPECT_EQ(judge(R"("other")"), Reason::kTokenAudience);
  EXPECT_EQ(judge(R"("fullpotential.droplets.evil")"), Reason::kTokenAudience);
  EXPECT_EQ(judge(R"("fullpotential.droplet")"), Reason::kTokenAudience);
  EXPECT_EQ(judge(R"("fullpotential.droplets ")"), Reason::kTokenAudience);
  EXPECT_EQ(judge(R"([])"), Reason::kTokenAudience);
  EXPECT_EQ(judge(R"(["other"])"), Reason::kTokenAudience);
  EXPECT_EQ(judge(R"(["fullpotential.droplets",7])"), Reason::kTokenClaimType);
  EXPECT_EQ(judge(R"({"fullpotential.droplets":true})"), Reason::kTokenClaimType);
  EXPECT_EQ(judge(R"(true)"), Reason::kTokenClaimType);
}

TEST(Jwt, B2_MissingClaims) {
  EXPECT_EQ(JudgePayload(PayloadWith(R"("iss":"registry.fullpotential.ai",)", "")), Reason::kTokenClaimMissing);
  EXPECT_EQ(JudgePayload(PayloadWith(R"("aud":"fullpotential.droplets",)", "")), Reason::kTokenClaimMissing);
  EXPECT_EQ(JudgePayload(PayloadWith(R"("iat":1700000000,)", "")), Reason::kTokenClaimMissing);
  EXPECT_EQ(JudgePayload(PayloadWith(R"("exp":1700003600,)", "")), Reason::kTokenClaimMissing);
  EXPECT_EQ(JudgePayload("{}"), Reason::kTokenClaimMissing);
  jose::TokenRules rules = DropletRules();
  rules.required_claims = {"tenant"};
  const TrustedIssuers trusted = Trusting(rules);
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload()), trusted), Reason::kTokenClaimMissing);
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload(R"(,"tenant":null)")), trusted), Reason::kTokenClaimMissing);
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload(R"(,"tenant":"blue")")), trusted), Reason::kAllowed);
}

TEST(Jwt, B2_Expiry) {
  const std::string token = Signed(kHeader, Payload());
  EXPECT_EQ(Judge(token, kNow + 3599s), Reason::kAllowed);
  EXPECT_EQ(Judge(token, kNow + 3600s - 1ms), Reason::kAllowed);
  EXPECT_EQ(Judge(token, kNow + 3600s), Reason::kTokenExpired);
  EXPECT_EQ(Judge(token, kNow + 1'000'000s), Reason::kTokenExpired);
  jose::TokenRules lax = DropletRules();
  lax.leeway = 60s;
  EXPECT_EQ(ReasonFor(token, Trusting(lax), kNow + 3600s), Reason::kTokenExpired) << "no leeway on exp";
}

TEST(Jwt, B2_IssuedAtAndNotBefore) {
  const std::string future = Signed(kHeader, PayloadWith("1700000000", "1700000010"));
  const std::string not_yet = Signed(kHeader, Payload(R"(,"nbf":1700000010)"));
  EXPECT_EQ(Judge(future), Reason::kTokenIssuedInFuture);
  EXPECT_EQ(Judge(not_yet), Reason::kTokenNotYetValid);
  EXPECT_EQ(Judge(future, kNow + 10s), Reason::kAllowed);
  EXPECT_EQ(Judge(not_yet, kNow + 10s), Reason::kAllowed);
  jose::TokenRules lax = DropletRules();
  lax.leeway = 10s;
  EXPECT_EQ(ReasonFor(future, Trusting(lax)), Reason::kAllowed);
  EXPECT_EQ(ReasonFor(not_yet, Trusting(lax)), Reason::kAllowed);
  EXPECT_EQ(ReasonFor(not_yet, Trusting(lax), kNow - 1ms), Reason::kTokenNotYetValid);
}

TEST(Jwt, B2_ALifeOfMoreThanADay) {
  EXPECT_EQ(JudgePayload(PayloadWith("1700003600", "1700086400")), Reason::kAllowed);
  EXPECT_EQ(JudgePayload(PayloadWith("1700003600", "1700086401")), Reason::kTokenLife);
  EXPECT_EQ(JudgePayload(PayloadWith("1700003600", "1700086400.5")), Reason::kTokenLife);
  jose::TokenRules promptcraft = DropletRules();
  promptcraft.max_life = 1h;  // A8
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload()), Trusting(promptcraft)), Reason::kAllowed);
  EXPECT_EQ(ReasonFor(Signed(kHeader, PayloadWith("1700003600", "1700003601")), Trusting(promptcraft)),
            Reason::kTokenLife);
}

TEST(Jwt, B2_NumericDates) {
  EXPECT_EQ(JudgePayload(PayloadWith("1700000000", "1699999999.75")), Reason::kAllowed) << "a fraction is a date";
  EXPECT_EQ(JudgePayload(PayloadWith("1700000000", "1.7e9")), Reason::kAllowed);
  EXPECT_EQ(JudgePayload(PayloadWith("1700003600", "1700000000.5"), kNow + 499ms), Reason::kAllowed);
  EXPECT_EQ(JudgePayload(PayloadWith("1700003600", "1700000000.5"), kNow + 500ms), Reason::kTokenExpired);
  for (const std::string_view date : {"\"1700003600\"", "true", "[1700003600]", "-1", "1e300", "253402300800",
                                      "18446744073709551615", "99999999999999999999999"}) {
    EXPECT_EQ(JudgePayload(PayloadWith("1700003600", date)), Reason::kTokenClaimType) << date;
    EXPECT_EQ(JudgePayload(PayloadWith("1700000000", date)), Reason::kTokenClaimType) << date;
    EXPECT_EQ(JudgePayload(Payload(R"(,"nbf":)" + std::string(date))), Reason::kTokenClaimType) << date;
  }
  EXPECT_EQ(JudgePayload(PayloadWith("1700003600", "null")), Reason::kTokenClaimMissing) << "a null is not a claim";
  EXPECT_EQ(JudgePayload(PayloadWith("1700000000", "null")), Reason::kTokenClaimMissing);
  EXPECT_EQ(JudgePayload(Payload(R"(,"nbf":null)")), Reason::kAllowed);
}

TEST(Jwt, THREATS_ATokenThatIsBoundToItsSenderIsNoBearerToken) {
  const auto judge = [](const std::string& claims) {
    return JudgePayload(PayloadWith("\"droplet_id\":14", "\"droplet_id\":14," + claims));
  };
  EXPECT_EQ(judge(R"("cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})"), Reason::kTokenBound);
  EXPECT_EQ(judge(R"("cnf":{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})"), Reason::kTokenBound);
  EXPECT_EQ(judge(R"("cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
      "x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})"),
            Reason::kTokenBound);
  EXPECT_EQ(judge(R"("cnf":{})"), Reason::kTokenBound);
  EXPECT_EQ(judge(R"("cnf":7)"), Reason::kTokenBound);
  EXPECT_EQ(judge(R"("cnf":null)"), Reason::kAllowed);
  EXPECT_EQ(judge(R"("CNF":{},"conf":{})"), Reason::kAllowed);
}

TEST(Jwt, B2_DropletId) {
  const auto judge = [](std::string_view id) {
    return JudgePayload(PayloadWith("\"droplet_id\":14", "\"droplet_id\":" + std::string(id)));
  };
  EXPECT_EQ(judge("1"), Reason::kAllowed);
  EXPECT_EQ(judge("999"), Reason::kAllowed);
  for (const std::string_view id :
       {"0", "1000", "-14", "14.5", "\"14\"", "true", "[14]", "{}", "99999999999999999999"}) {
    EXPECT_EQ(judge(id), Reason::kTokenClaimType) << id;
  }
  EXPECT_EQ(judge("null"), Reason::kTokenDropletId);
  const std::string without = PayloadWith(",\"droplet_id\":14", "");
  EXPECT_EQ(JudgePayload(without), Reason::kTokenDropletId);
  jose::TokenRules rules = DropletRules();
  rules.required_claims.clear();
  EXPECT_EQ(ReasonFor(Signed(kHeader, without), Trusting(rules)), Reason::kAllowed);
}

// What issuers write: a text or a list, under each of the usual names.
TEST(Jwt, A13_RolesAndScopesAsIssuersWriteThem) {
  using Words = std::vector<std::string>;
  struct Case {
    std::string_view claims;
    Words roles;
    Words scopes;
  };
  const Case cases[] = {
      {R"(,"role":["admin","user"])", {"admin", "user"}, {}},    // ADFS
      {R"(,"roles":"admin")", {"admin"}, {}},                    //
      {R"(,"roles":["Task.Read"],"scp":"User.Read Mail.Read")",  // Entra
       {"Task.Read"},
       {"User.Read", "Mail.Read"}},
      {R"(,"scp":["openid","orders.read"])", {}, {"openid", "orders.read"}},               // Okta
      {R"(,"scope":["read","write"])", {}, {"read", "write"}},                             // UAA, Spring
      {R"(,"scope":" read  write ")", {}, {"read", "write"}},                              //
      {R"(,"scopes":"read write")", {}, {"read", "write"}},                                //
      {R"(,"realm_access":{"roles":["admin"]},"scope":"openid")", {"admin"}, {"openid"}},  // Keycloak
      {R"(,"realm_access.roles":["admin"])", {"admin"}, {}},
      {R"(,"roles":["a","b"],"role":"b","realm_access":{"roles":["b","c"]})", {"a", "b", "c"}, {}},
      {R"(,"roles":["two words"],"scope":["two words"])", {"two words"}, {"two words"}},
  };
  for (const Case& c : cases) {
    const auto token = VerifyToken(Signed(kHeader, Payload(c.claims)), Droplets(), kNow);
    ASSERT_TRUE(token) << c.claims;
    EXPECT_EQ(token->principal().roles, c.roles) << c.claims;
    EXPECT_EQ(token->principal().scopes, c.scopes) << c.claims;
  }
}

// What names no role and no scope grants none, and is no reason to refuse who needs none.
TEST(Jwt, A13_WhatIsNoRoleGrantsNone) {
  for (const std::string_view more :
       {R"(,"role":1)", R"(,"roles":[1,true,null,[],{"admin":true}])", R"(,"roles":{"admin":true})", R"(,"roles":null)",
        R"(,"role":null)", R"(,"role":"")", R"(,"roles":[""])", R"(,"scope":null)", R"(,"scope":7)",
        R"(,"scopes":[null])", R"(,"scp":{"read":true})", R"(,"realm_access":["roles"])", R"(,"realm_access":"roles")",
        R"(,"realm_access":null)", R"(,"realm_access":{"roles":null})", R"(,"Roles":["admin"])", R"(,"sub":null)"}) {
    const auto token =
        VerifyToken(Signed(kHeader, more.contains("sub") ? PayloadWith(R"("sub":"visibility-deck")", R"("sub":null)")
                                                         : Payload(more)),
                    Droplets(), kNow);
    ASSERT_TRUE(token) << more << Describe(token.error()).name;
    EXPECT_TRUE(token->principal().roles.empty()) << more;
    EXPECT_TRUE(token->principal().scopes.empty()) << more;
  }
}

TEST(Jwt, A13_ClaimsThatThePolicyNames) {
  jose::TokenRules rules = DropletRules();
  rules.role_claims = {"groups", "resource_access.my.client.roles", "https://id.example/roles"};
  rules.scope_claims = {"permissions"};
  const TrustedIssuers trusted = Trusting(rules);
  const auto token = VerifyToken(
      Signed(kHeader, Payload(R"(,"groups":["g"],"resource_access":{"my.client":{"roles":["r"]}},)"
                              R"("https://id.example/roles":["n"],"permissions":["p"],"roles":["no"],"scope":"no")")),
      trusted, kNow);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->principal().roles, (std::vector<std::string>{"g", "r", "n"}));
  EXPECT_EQ(token->principal().scopes, std::vector<std::string>{"p"});
}

TEST(Jwt, B1_ClaimsOfTheWrongTypeAreRefused) {
  EXPECT_EQ(JudgePayload(PayloadWith("\"t-1\"", "7")), Reason::kTokenClaimType);
  EXPECT_EQ(JudgePayload(PayloadWith("\"visibility-deck\"", "7")), Reason::kTokenClaimType);
}

TEST(Jwt, Threats_CrashesInJose_PayloadsThatAreNone) {
  std::string deep = R"(,"x":)" + std::string(20, '[') + std::string(20, ']');
  std::string many = R"(,"x":[0)";
  for (size_t i = 0; i < jose::kMaxTokenMembers; ++i) many += ",0";
  many += ']';
  for (const std::string& payload :
       {std::string("foo"), std::string("[]"), std::string("null"), std::string("{"), Payload() + "{}",
        Payload(R"(,"exp":1900000000)"), Payload(R"(,"\u0065xp":1900000000)"), Payload(deep), Payload(many),
        Payload(",\"x\":\"\xED\xA0\x80\"")}) {
    EXPECT_EQ(JudgePayload(payload), Reason::kTokenMalformed) << payload.substr(0, 60);
  }
}

// --- the Authorization header

TEST(Jwt, B2_AuthorizationHeader) {
  EXPECT_EQ(BearerToken("Bearer abc").value(), "abc");
  EXPECT_EQ(BearerToken("bearer abc").value(), "abc");
  EXPECT_EQ(BearerToken("BEARER abc").value(), "abc");
  EXPECT_EQ(BearerToken("Bearer  abc").value(), "abc");
  EXPECT_EQ(BearerToken("Bearer    abc").value(), "abc");
  EXPECT_EQ(BearerToken("").error(), Reason::kTokenMissing);
  for (const std::string_view value :
       {"Bearer", "Bearer ", "Bearer   ", "Bearer \tabc", "Bearer  abc  def", "Bearer abc def", "Bearer abc,Bearer def",
        "Basic abc", "abc", "Bearerabc", "Bearer\tabc", "Token abc", " Bearer abc", "Bearer abc\t", "DPoP abc"}) {
    const auto token = BearerToken(value);
    ASSERT_FALSE(token) << value;
    EXPECT_EQ(token.error(), Reason::kTokenFormat) << value;
  }
}

TEST(Jwt, B2_RefusalsSpeakTheRowsWords) {
  EXPECT_EQ(Describe(BearerToken("").error()).sentence, "Missing authorization header");
  EXPECT_EQ(Describe(BearerToken("Basic x").error()).sentence, "Invalid authorization header format");
  EXPECT_EQ(Describe(Judge(Signed(kHeader, Payload()), kNow + 3600s)).sentence, "Token has expired");
  EXPECT_EQ(Describe(JudgePayload(PayloadWith(",\"droplet_id\":14", ""))).sentence, "Token missing droplet_id claim");
  EXPECT_EQ(Describe(JudgePayload(PayloadWith("registry.", "r."))).sentence, "Invalid token claims: wrong issuer");
  EXPECT_EQ(Describe(Judge("x.y.z")).sentence, "Invalid token: malformed");
}

}  // namespace
}  // namespace gatehouse::gate
