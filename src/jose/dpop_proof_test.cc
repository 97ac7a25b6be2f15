#include "jose/dpop_proof.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/crypto.h"
#include "jose/testing_tokens.h"

namespace gatehouse::jose {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using crypto::Algorithm;

// RFC 9449 §7.1, figure 14, and the key of §4.1.
constexpr std::string_view kRfcProof =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscE"
    "JoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19"
    ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0Z"
    "WRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2o"
    "W9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
constexpr std::string_view kRfcThumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
constexpr std::string_view kRfcToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
constexpr base::Wall kRfcTime{std::chrono::seconds(1562262618)};

TEST(DpopProof, TheExampleOfRfc9449) {
  const auto proof = DpopProof::Verify(kRfcProof, kRfcThumbprint);
  ASSERT_TRUE(proof) << static_cast<int>(proof.error());
  EXPECT_EQ(proof->method(), "GET");
  EXPECT_EQ(proof->url(), "https://resource.example.org/protectedresource");
  EXPECT_EQ(proof->id(), "e1j3V_bKic8-LAEB");
  EXPECT_TRUE(proof->IsFor(kRfcToken));
  EXPECT_FALSE(proof->IsFor("another"));
  EXPECT_TRUE(proof->IsInTime(kRfcTime));
}

// RFC 7638 §3.1.
TEST(DpopProof, TheThumbprintExampleOfRfc7638) {
  const auto modulus = base::Base64UrlDecode(
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj"
      "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
      "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
      "nqDKgw");
  const auto exponent = base::Base64UrlDecode("AQAB");
  EXPECT_EQ(crypto::PublicKey::FromRsa(*modulus, *exponent)->Thumbprint(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

std::string PublicJwk(Algorithm algorithm) { return KeyFor(algorithm).Public().Jwk("", algorithm); }

std::string HeaderWith(const std::string& jwk, const std::string& alg, const std::string& more = {}) {
  return R"({"typ":"dpop+jwt","alg":")" + alg + R"(","jwk":)" + jwk + more + '}';
}

constexpr std::string_view kClaims = R"({"jti":"a","htm":"GET","htu":"https://a/","iat":1700000000,"ath":"x"})";

std::optional<ProofFault> FaultOf(const std::string& header, std::string_view claims = kClaims,
                                  Algorithm signer = Algorithm::kEs256) {
  const auto proof = DpopProof::Verify(Signed(header, claims, signer), KeyFor(signer).Public().Thumbprint());
  return proof ? std::nullopt : std::optional(proof.error());
}

std::optional<ProofFault> FaultOfClaims(std::string_view claims) {
  return FaultOf(HeaderWith(PublicJwk(Algorithm::kEs256), "ES256"), claims);
}

TEST(DpopProof, EveryAlgorithmOfTheGate) {
  for (const auto algorithm : {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    EXPECT_EQ(FaultOf(HeaderWith(PublicJwk(algorithm), std::string(Name(algorithm))), kClaims, algorithm), std::nullopt)
        << Name(algorithm);
  }
}

TEST(DpopProof, THREATS_HeadersThatAreNoProof) {
  const std::string jwk = PublicJwk(Algorithm::kEs256);
  EXPECT_EQ(FaultOf(R"({"typ":"DPOP+JWT","alg":"ES256","jwk":)" + jwk + "}"), std::nullopt);
  EXPECT_EQ(FaultOf(R"({"typ":"application/dpop+jwt","alg":"ES256","jwk":)" + jwk + "}"), std::nullopt);
  EXPECT_EQ(FaultOf(HeaderWith(jwk, "ES256", R"(,"nonsense":1)")), std::nullopt) << "unknown members are ignored";
  const std::string private_jwk = jwk.substr(0, jwk.size() - 1) + R"(,"d":"AAAA"})";
  const std::string set = R"({"keys":[)" + jwk + "]}";
  for (const std::string& header : {R"({"typ":"JWT","alg":"ES256","jwk":)" + jwk + "}",
                                    R"({"alg":"ES256","jwk":)" + jwk + "}",
                                    R"({"typ":7,"alg":"ES256","jwk":)" + jwk + "}",
                                    HeaderWith(jwk, "none"),
                                    HeaderWith(jwk, "HS256"),
                                    HeaderWith(jwk, "es256"),
                                    HeaderWith(jwk, "RS256"),
                                    HeaderWith(jwk, "ES384"),
                                    HeaderWith(private_jwk, "ES256"),
                                    HeaderWith(R"({"kty":"oct","k":"AAAA"})", "HS256"),
                                    HeaderWith(set, "ES256"),
                                    HeaderWith("[" + jwk + "]", "ES256"),
                                    HeaderWith("\"" + base::Base64UrlEncode(jwk) + "\"", "ES256"),
                                    HeaderWith("{}", "ES256"),
                                    HeaderWith("7", "ES256"),
                                    HeaderWith(jwk, "ES256", R"(,"crit":["exp"])"),
                                    HeaderWith(jwk, "ES256", R"(,"b64":false)"),
                                    HeaderWith(jwk, "ES256", R"(,"alg":"ES256")"),
                                    std::string(R"({"typ":"dpop+jwt","alg":"ES256"})"),
                                    std::string("[]"),
                                    std::string("x"),
                                    std::string()}) {
    EXPECT_EQ(FaultOf(header), ProofFault::kMalformed) << header;
  }
}

TEST(DpopProof, THREATS_ClaimsThatAreNoProof) {
  EXPECT_EQ(FaultOfClaims(kClaims), std::nullopt);
  const std::string long_id(kMaxProofIdBytes + 1, 'a');
  for (const std::string& claims :
       {std::string(R"({"htm":"GET","htu":"https://a/","iat":1700000000,"ath":"x"})"),
        std::string(R"({"jti":"","htm":"GET","htu":"https://a/","iat":1700000000,"ath":"x"})"),
        std::string(R"({"jti":7,"htm":"GET","htu":"https://a/","iat":1700000000,"ath":"x"})"),
        R"({"jti":")" + long_id + R"(","htm":"GET","htu":"https://a/","iat":1700000000,"ath":"x"})",
        std::string(R"({"jti":"a","htu":"https://a/","iat":1700000000,"ath":"x"})"),
        std::string(R"({"jti":"a","htm":"GET","iat":1700000000,"ath":"x"})"),
        std::string(R"({"jti":"a","htm":["GET"],"htu":"https://a/","iat":1700000000,"ath":"x"})"),
        std::string(R"({"jti":"a","htm":"GET","htu":"https://a/","ath":"x"})"),
        std::string(R"({"jti":"a","htm":"GET","htu":"https://a/","iat":"1700000000","ath":"x"})"),
        std::string(R"({"jti":"a","htm":"GET","htu":"https://a/","iat":-1,"ath":"x"})"),
        std::string(R"({"jti":"a","htm":"GET","htu":"https://a/","iat":1700000000,"exp":"x","ath":"x"})"),
        std::string(R"({"jti":"a","htm":"GET","htu":"https://a/","iat":1700000000})"),
        std::string(R"({"jti":"a","jti":"b","htm":"GET","htu":"https://a/","iat":1700000000,"ath":"x"})"),
        std::string("[]"), std::string("x"), std::string()}) {
    EXPECT_EQ(FaultOfClaims(claims), ProofFault::kMalformed) << claims;
  }
}

TEST(DpopProof, THREATS_AKeyThatIsNotTheTokensAndASignatureThatIsNotTheKeys) {
  const std::string header = HeaderWith(PublicJwk(Algorithm::kEs256), "ES256");
  const std::string proof = Signed(header, kClaims, Algorithm::kEs256);
  EXPECT_EQ(DpopProof::Verify(proof, kRfcThumbprint).error(), ProofFault::kKey);
  EXPECT_EQ(DpopProof::Verify(proof, "").error(), ProofFault::kKey);
  const std::string thumbprint = KeyFor(Algorithm::kEs256).Public().Thumbprint();
  const std::string foreign = *crypto::PrivateKey::Generate(Algorithm::kEs256)->Sign(Algorithm::kEs256, "x");
  const std::string signed_part = proof.substr(0, proof.rfind('.') + 1);
  EXPECT_EQ(DpopProof::Verify(signed_part + base::Base64UrlEncode(foreign), thumbprint).error(),
            ProofFault::kSignature);
  EXPECT_EQ(DpopProof::Verify(signed_part, thumbprint).error(), ProofFault::kSignature);
  EXPECT_EQ(DpopProof::Verify(proof.substr(0, proof.rfind('.')), thumbprint).error(), ProofFault::kMalformed);
  EXPECT_EQ(DpopProof::Verify(proof + ".x", thumbprint).error(), ProofFault::kMalformed);
  EXPECT_EQ(DpopProof::Verify(proof + ", " + proof, thumbprint).error(), ProofFault::kMalformed);
  EXPECT_EQ(DpopProof::Verify(std::string(kMaxProofBytes + 1, 'a'), thumbprint).error(), ProofFault::kMalformed);
}

TEST(DpopProof, TheWindowOfTime) {
  const auto proof_with = [](const std::string& more) {
    const std::string claims = R"({"jti":"a","htm":"GET","htu":"https://a/","iat":1700000000,"ath":"x")" + more + "}";
    return *DpopProof::Verify(Signed(HeaderWith(PublicJwk(Algorithm::kEs256), "ES256"), claims, Algorithm::kEs256),
                              KeyFor(Algorithm::kEs256).Public().Thumbprint());
  };
  const DpopProof proof = proof_with("");
  EXPECT_TRUE(proof.IsInTime(kNow));
  EXPECT_TRUE(proof.IsInTime(kNow + kProofLife));
  EXPECT_FALSE(proof.IsInTime(kNow + kProofLife + 1ms));
  EXPECT_TRUE(proof.IsInTime(kNow - kProofLead));
  EXPECT_FALSE(proof.IsInTime(kNow - kProofLead - 1ms));
  const DpopProof shorter = proof_with(R"(,"exp":1700000010)");
  EXPECT_TRUE(shorter.IsInTime(kNow + 9s));
  EXPECT_FALSE(shorter.IsInTime(kNow + 10s));
  EXPECT_FALSE(proof_with(R"(,"nbf":1700000100)").IsInTime(kNow + 1s));
}

}  // namespace
}  // namespace gatehouse::jose
