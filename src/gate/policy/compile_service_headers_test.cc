// `service_headers`, `stream` and bodies that are not kept, as a policy says them.
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST(PolicyServiceHeaders, B13_NamesAreComparedWithoutCase) {
  const Policy policy = Compiled(WithTokens(
      "routes: [{ path: /a, service_headers: { content-security-policy: service, X-Frame-Options: stricter } }]\n"));
  const auto& headers = policy.routes.front().service_headers;
  ASSERT_THAT(headers, SizeIs(2));
  EXPECT_EQ(policy.security_headers[headers[0].which].name, "Content-Security-Policy");
  EXPECT_EQ(headers[0].wins, ServiceHeader::Wins::kService);
  EXPECT_EQ(policy.security_headers[headers[1].which].name, "X-Frame-Options");
  EXPECT_EQ(headers[1].wins, ServiceHeader::Wins::kStricter);
}

TEST(PolicyServiceHeaders, B13_WhatCannotBeIsSaidWithItsPlace) {
  ExpectOneError(WithTokens("routes: [{ path: /a, service_headers: { X-Other: service } }]\n"),
                 {"gate.yaml:3:41", "'X-Other' is not one of the gate's headers"});
  ExpectOneError(
      WithTokens(
          "headers_removed: X-Frame-Options\nroutes: [{ path: /a, service_headers: { X-Frame-Options: service } }]\n"),
      {"'X-Frame-Options' is not one of the gate's headers"});
  ExpectOneError(WithTokens("routes: [{ path: /a, service_headers: { X-Frame-Options: sevice } }]\n"),
                 {"'service_headers' cannot be 'sevice'", "did you mean 'service'?"});
  ExpectOneError(WithTokens("routes: [{ path: /a, service_headers: { X-XSS-Protection: stricter } }]\n"),
                 {"none is the stricter one", "write service"});
}

TEST(PolicyStreams, ARouteSaysThatItsAnswersFlow) {
  const Policy policy = Compiled(WithTokens("routes: [{ path: /a, stream: true }, { path: /b }]\n"));
  EXPECT_TRUE(policy.routes[0].stream);
  EXPECT_FALSE(policy.routes[1].stream);
}

TEST(PolicyStreams, A11_OnlyABodyThatIsNotKeptMayBeUnlimited) {
  const Policy policy =
      Compiled(WithTokens("routes: [{ path: /a, body: { buffer: off, max_bytes: unlimited } }, { path: /b }]\n"));
  EXPECT_FALSE(policy.routes[0].body.buffered);
  EXPECT_EQ(policy.routes[0].body.max_bytes, BodyBounds::kUnlimited);
  EXPECT_TRUE(policy.routes[1].body.buffered);
  EXPECT_EQ(policy.LargestBody(), BodyBounds::kUnlimited);
  ExpectOneError(WithTokens("routes: [{ path: /a, body: { max_bytes: unlimited } }]\n"),
                 {"gate.yaml:3:28", "unlimited size", "'buffer: off'"});
  ExpectOneError(WithTokens("body: { max_bytes: unlimited }\n"), {"unlimited size", "'buffer: off'"});
  ExpectOneError(WithTokens("routes: [{ path: /a, body: { max_bytes: endless, buffer: off } }]\n"),
                 {"'max_bytes' must be unlimited or a size"});
  ExpectOneError(WithTokens("routes: [{ path: /a, body: { max_depth: unlimited } }]\n"),
                 {"'max_depth' must be a whole number"});
}

TEST(PolicyStreams, A11_AnInspectedBodyIsReadWhole) {
  ExpectOneError(WithTokens("routes: [{ path: /a, inspect: json, body: { buffer: off } }]\n"),
                 {"'buffer: off' on a route whose bodies are inspected"});
  const Policy policy =
      Compiled(WithTokens("body: { buffer: off }\nroutes: [{ path: /a, inspect: json }, { path: /b }]\n"));
  EXPECT_TRUE(policy.routes[0].body.buffered) << "the gate's own word gives way where bodies are judged";
  EXPECT_FALSE(policy.routes[1].body.buffered);
}

TEST(PolicyAnswers, TheHeadersOfAnAnswerAreBounded) {
  EXPECT_EQ(Compiled(WithTokens("routes: []\n")).answer_header_bytes, 65'536U);
  EXPECT_EQ(Compiled(WithTokens("answer_headers: 8KiB\n")).answer_header_bytes, 8'192U);
  ExpectOneError(WithTokens("answer_headers: 1MiB\n"), {"'answer_headers' is out of range"});
  ExpectOneError(WithTokens("answer_headers: 1KiB\n"), {"'answer_headers' is out of range"});
}

}  // namespace
}  // namespace gatehouse::gate
