#include "gate/respond/refusal.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace gatehouse::gate {
namespace {

// The header's value; "(absent)" if it is not there, "(repeated)" if it is there twice.
std::string HeaderOf(const Refusal& refusal, std::string_view name) {
  std::string value = "(absent)";
  for (const HeaderValue& header : refusal.headers) {
    if (header.name == name) value = value == "(absent)" ? header.value : "(repeated)";
  }
  return value;
}

Decision Because(Reason reason) {
  Decision decision;
  decision.reason = reason;
  return decision;
}

TEST(Refusal, B2_EveryOneOfThe401sCarriesWwwAuthenticate) {
  constexpr std::string_view kAlgorithms = R"(algs="RS256 PS256 ES256 EdDSA")";
  const auto challenge = [&](const ReasonInfo& info) -> std::string {
    if (info.status != 401) return "(absent)";
    const bool of_token = info.name == "token_unbound" || info.name == "proof_missing" || info.name == "proof_key";
    if (of_token) return R"(DPoP error="invalid_token", )" + std::string(kAlgorithms);
    if (info.name.starts_with("proof_")) return R"(DPoP error="invalid_dpop_proof", )" + std::string(kAlgorithms);
    const bool of_certificate = info.name.starts_with("certificate_");
    return of_certificate ? R"(Bearer error="invalid_token")" : "Bearer";
  };
  int seen = 0;
  for (const ReasonInfo& info : AllReasons()) {
    if (info.reason == Reason::kAllowed) continue;
    const Refusal refusal = MakeRefusal(Because(info.reason), "t");
    EXPECT_EQ(refusal.status, info.status) << info.name;
    EXPECT_EQ(HeaderOf(refusal, "WWW-Authenticate"), challenge(info)) << info.name;
    if (info.status == 401) ++seen;
  }
  EXPECT_GE(seen, 19);
  EXPECT_EQ(HeaderOf(MakeErrorAnswer(401, "t"), "WWW-Authenticate"), "Bearer");
}

TEST(Refusal, EveryReasonIsProblemJsonWithItsSentenceAndNoMore) {
  for (const ReasonInfo& info : AllReasons()) {
    if (info.reason == Reason::kAllowed) continue;
    const Refusal refusal = MakeRefusal(Because(info.reason), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(HeaderOf(refusal, "Content-Type"), "application/problem+json");
    EXPECT_EQ(HeaderOf(refusal, "Cache-Control"), "no-store");
    EXPECT_NE(refusal.body.find("\"detail\":\"" + std::string(info.sentence) + "\""), std::string::npos)
        << refusal.body;
    EXPECT_NE(refusal.body.find("\"status\":" + std::to_string(info.status)), std::string::npos) << refusal.body;
    EXPECT_NE(refusal.body.find("\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\""), std::string::npos);
    EXPECT_EQ(refusal.body.find(info.name), std::string::npos)
        << "the log's name of a reason is the log's: " << refusal.body;
  }
}

TEST(Refusal, B2_TheWholeBody) {
  EXPECT_EQ(MakeRefusal(Because(Reason::kTokenMissing), "abc").body,
            R"({"type":"urn:gatehouse:reason:unauthenticated","title":"Unauthorized","status":401,)"
            R"("detail":"Missing authorization header","trace_id":"abc"})");
}

TEST(Refusal, B9_SaysTheRowsWords) {
  const Refusal refusal = MakeRefusal(Because(Reason::kHttpsRequired), "abc");
  EXPECT_EQ(refusal.status, 403);
  EXPECT_NE(refusal.body.find(R"("detail":"HTTPS required in production")"), std::string::npos);
}

TEST(Refusal, B11_A429SaysWhenToComeBack) {
  Decision decision = Because(Reason::kRateLimited);
  decision.retry_after = std::chrono::seconds{37};
  EXPECT_EQ(HeaderOf(MakeRefusal(decision, "t"), "Retry-After"), "37");
  decision.retry_after = std::chrono::seconds{0};
  EXPECT_EQ(HeaderOf(MakeRefusal(decision, "t"), "Retry-After"), "1") << "never an invitation to come back at once";
  for (const ReasonInfo& info : AllReasons()) {
    if (info.status == 429 || info.reason == Reason::kBodiesFull) continue;
    EXPECT_EQ(HeaderOf(MakeRefusal(Because(info.reason), "t"), "Retry-After"), "(absent)") << info.name;
  }
}

TEST(Refusal, A405SaysWhatIsAllowed) {
  Decision decision = Because(Reason::kMethodNotAllowed);
  decision.where = "GET, POST";
  const Refusal refusal = MakeRefusal(decision, "t");
  EXPECT_EQ(HeaderOf(refusal, "Allow"), "GET, POST");
  EXPECT_EQ(refusal.body.find("where"), std::string::npos);
}

TEST(Refusal, A11_ASchemaMismatchSaysWhereAndStaysJson) {
  Decision decision = Because(Reason::kSchemaMismatch);
  decision.where = "/a\"b\\c\n\x7F/caf\xC3\xA9";
  EXPECT_NE(MakeRefusal(decision, "t").body.find("\"where\":\"/a\\\"b\\\\c\\u000a\\u007f/caf\xC3\xA9\""),
            std::string::npos)
      << MakeRefusal(decision, "t").body;
  decision.where = "/\xC0\xAF";
  EXPECT_NE(MakeRefusal(decision, "t").body.find(R"("where":"/\ufffd\ufffd")"), std::string::npos);
}

TEST(Refusal, ATraceIdCannotBreakOutOfItsString) {
  const std::string body = MakeRefusal(Because(Reason::kTokenMissing), "\",\"status\":200,\"x\":\"\x01").body;
  EXPECT_NE(body.find(R"("trace_id":"\",\"status\":200,\"x\":\"\u0001"})"), std::string::npos) << body;
}

TEST(Refusal, B1_WhatWasAllowedIsNeverRefusedAsA200) { EXPECT_EQ(MakeRefusal(kAllow, "t").status, 500); }

TEST(Refusal, C9_AnErrorBehindTheGateIsSaidInThreeWords) {
  for (const uint16_t status : std::initializer_list<uint16_t>{500, 501, 502, 503, 504, 505, 511, 599}) {
    const Refusal answer = MakeErrorAnswer(status, "t");
    EXPECT_EQ(answer.status, status);
    EXPECT_NE(answer.body.find(R"("detail":"An error occurred")"), std::string::npos) << answer.body;
    EXPECT_EQ(HeaderOf(answer, "Content-Type"), "application/problem+json");
    EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
  }
  EXPECT_NE(MakeErrorAnswer(404, "t").body.find(R"("detail":"Not Found")"), std::string::npos);
  EXPECT_NE(MakeErrorAnswer(499, "t").body.find(R"("detail":"Bad Request")"), std::string::npos);
}

TEST(Refusal, AnErrorMayHaveWordsOfItsOwn) {
  EXPECT_NE(MakeErrorAnswer(501, "t", "Not that").body.find(R"("detail":"Not that")"), std::string::npos);
}

TEST(Refusal, A11_ABodyOverTheBoundIsToldAlikeByGateAndProxy) {
  EXPECT_EQ(MakeErrorAnswer(413, "t").body, MakeRefusal(Because(Reason::kBodyTooLarge), "t").body);
}

}  // namespace
}  // namespace gatehouse::gate
